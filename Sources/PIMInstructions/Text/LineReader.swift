internal import Glibc

/// Splits a stream of bytes into lines, in a buffer of fixed size. A byte order mark of UTF-8 in front of the
/// first line is passed over.
struct LineReader {
  /// Fills the buffer with what comes next and returns how many bytes that is; 0 at the end.
  typealias Source = (UnsafeMutableRawBufferPointer) throws -> Int

  /// A line too long for the buffer; the range has its beginning.
  enum Line: Equatable {
    case line(Range<Int>)
    case tooLong(Range<Int>)
    case end
  }

  /// What some editors put in front of a text in UTF-8.
  static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// The lines' bytes; a range is valid until the next call.
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

  /// The next line, without its end: LF or CR LF.
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

  /// Puts blanks in place of the commas of a line that `next` has returned.
  mutating func replaceCommas(in range: Range<Int>) {
    for index in range where bytes[index] == .comma { bytes[index] = .space }
  }

  /// Refuses everything but blank lines and comments up to the end of the file.
  ///
  /// - Parameters:
  ///   - file: its name in errors.
  ///   - kind: the kind of the error.
  ///   - separatesByCommas: commas are blanks.
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
