internal import Glibc

/// Splits a stream of bytes into lines, in a buffer of fixed size. A UTF-8 byte order mark before the first
/// line is skipped.
struct LineReader {
  /// Fills the buffer with the next bytes and returns their number; 0 at the end.
  typealias Source = (UnsafeMutableRawBufferPointer) throws -> Int

  /// The result of `next`. The range of a line that is too long holds its beginning.
  enum Line: Equatable {
    case line(Range<Int>)
    case tooLong(Range<Int>)
    case end
  }

  /// The UTF-8 byte order mark that some editors write at the start of a file.
  static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// The buffer that holds the lines; the range of a line is valid until the next call of `next`.
  private(set) var bytes: [UInt8]
  /// Number of the line returned last, from 1.
  private(set) var number = 0
  private var start = 0
  private var end = 0
  private var isAtEnd = false
  private let source: Source

  init(capacity: Int = 1 << 18, source: @escaping Source) {
    precondition(capacity > TraceLimits.lineBytes + 2, "the buffer holds the longest line")
    bytes = [UInt8](repeating: 0, count: capacity)
    self.source = source
  }

  /// The next line, without its line end (LF or CR LF).
  mutating func next() throws -> Line {
    var searched = start
    while true {
      if let newline = newline(in: searched..<end) {
        let range = start..<newline
        start = newline + 1
        return finish(range)
      }
      searched = end
      if end - start > TraceLimits.lineBytes + 1 {
        number += 1
        return .tooLong(start..<end)
      }
      if isAtEnd {
        guard start < end else { return .end }
        let range = start..<end
        start = end
        return finish(range)
      }
      if start > 0 {
        bytes.withUnsafeMutableBytes { memory in
          memory.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[start..<end]))
        }
        end -= start
        searched -= start
        start = 0
      }
      let count = try bytes.withUnsafeMutableBytes { memory in
        try source(UnsafeMutableRawBufferPointer(rebasing: memory[end...]))
      }
      precondition(count >= 0 && count <= bytes.count - end, "a source returns how many bytes it filled")
      end += count
      isAtEnd = count == 0
    }
  }

  /// Replaces the commas of a line that `next` has returned by blanks.
  mutating func replaceCommas(in range: Range<Int>) {
    for index in range where bytes[index] == .comma { bytes[index] = .space }
  }

  /// Checks that only blank lines and comments follow, up to the end of the file.
  ///
  /// - Parameters:
  ///   - file: the name of the file in errors.
  ///   - kind: the kind of the error for any other line.
  ///   - separatesByCommas: true to read commas as blanks.
  mutating func expectNothing(
    in file: String, otherwise kind: TraceError.Kind, separatesByCommas: Bool = false
  ) throws {
    while true {
      switch try next() {
      case .end: return
      case .tooLong(let range): throw TraceError.tooLong(file, self, range)
      case .line(let range):
        if separatesByCommas { replaceCommas(in: range) }
        let line = bytes.span.extracting(range)
        do throws(LineFault) {
          let word = TraceLine.word(in: line, from: 0)
          try TraceLine.checkComment(of: line, from: word.range.lowerBound)
          guard word.isEmpty else {
            throw LineFault(
              kind: kind, offset: word.range.lowerBound, found: TraceLine.quoted(line, word.range),
              expected: "the end of the file")
          }
        } catch {
          throw TraceError(error, file: file, line: number)
        }
      }
    }
  }

  private mutating func finish(_ range: Range<Int>) -> Line {
    number += 1
    var range = range
    if number == 1, bytes[range].starts(with: Self.byteOrderMark) {
      range = range.dropFirst(Self.byteOrderMark.count)
    }
    if let last = range.last, bytes[last] == .carriageReturn { range = range.dropLast() }
    return range.count > TraceLimits.lineBytes ? .tooLong(range) : .line(range)
  }

  @inline(__always) private func newline(in range: Range<Int>) -> Int? {
    bytes.withUnsafeBufferPointer { memory in
      guard let found = memchr(memory.baseAddress! + range.lowerBound, Int32(UInt8.newline), range.count)
      else {
        return nil
      }
      return UnsafeRawPointer(found) - UnsafeRawPointer(memory.baseAddress!)
    }
  }
}
