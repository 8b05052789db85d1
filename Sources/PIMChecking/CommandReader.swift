internal import Glibc
internal import PIMHardware

/// A reader of command traces (CSV), line by line and in memory of fixed size.
///
/// The first line names the columns, in any order: cycle, channel, command, bank group, bank, row, column.
package struct CommandReader {
  /// A function that fills the buffer with the next bytes and returns their number; 0 at the end.
  package typealias Source = (UnsafeMutableRawBufferPointer) throws -> Int

  /// A line of a command trace.
  package enum Line: Sendable, Hashable {
    /// A command.
    case command(CommandRecord)
    /// A line with a name that no command has.
    case unknown(name: String, cycle: Int64, channel: Int, line: Int)
  }

  static let names = ["cycle", "channel", "command", "bank group", "bank", "row", "column"]
  private static let commandField = 2
  /// The length of the longest line, in bytes: more than seven numbers take.
  private static let longestLine = 1024

  /// The name of the file, for messages.
  package let file: String
  /// The index in `names` of each column of the file.
  private var order: [Int] = []
  private var values = [Int64](repeating: 0, count: CommandReader.names.count)
  /// The mnemonics by raw value. The eight bytes of each are packed in an integer.
  private let mnemonics: [UInt64] = Command.allCases.map {
    $0.mnemonic.utf8.reduce(0) { $0 << 8 | UInt64($1) }
  }

  private let source: Source
  private var bytes: [UInt8]
  private var start = 0
  private var end = 0
  private var line = 0
  private var isAtEnd = false

  /// Reads the header.
  ///
  /// - Parameter file: the name of the file, for messages.
  /// - Throws: `CommandTraceError` for a malformed header, and any error of the source.
  package init(file: String, source: @escaping Source) throws {
    self.file = file
    self.source = source
    bytes = [UInt8](repeating: 0, count: 1 << 18)
    try readHeader()
  }

  /// Creates a reader of a trace in memory.
  ///
  /// - Throws: `CommandTraceError` for a malformed header.
  package init(text: String, file: String = "commands.csv") throws {
    var rest = Array(text.utf8)[...]
    try self.init(file: file) { buffer in
      let part = rest.prefix(buffer.count)
      buffer.copyBytes(from: part)
      rest = rest.dropFirst(part.count)
      return part.count
    }
  }

  private func error(_ column: Int, _ what: String, expected: String) -> CommandTraceError {
    CommandTraceError(file: file, line: line, column: column, what: what, expected: expected)
  }

  private static let header = "the columns \(names.joined(separator: ", "))"

  private mutating func readHeader() throws {
    guard let range = try nextLine() else {
      line = 1
      throw error(1, "empty file", expected: CommandReader.header + " in the first line")
    }
    var offset = range.lowerBound
    for part in bytes[range].split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
      let name = String(decoding: part, as: UTF8.self)
      guard let index = CommandReader.names.firstIndex(of: name) else {
        throw error(
          offset - range.lowerBound + 1, "unknown column \"\(name.prefix(40))\"",
          expected: CommandReader.header)
      }
      if order.contains(index) {
        throw error(offset - range.lowerBound + 1, "column \"\(name)\" twice", expected: "each column once")
      }
      order.append(index)
      offset += part.count + 1
    }
    if let missing = CommandReader.names.indices.first(where: { !order.contains($0) }) {
      throw error(
        range.count + 1, "no column \"\(CommandReader.names[missing])\"", expected: CommandReader.header)
    }
  }

  /// The next line, or nil at the end.
  ///
  /// - Throws: `CommandTraceError` for a malformed line, and any error of the source.
  package mutating func next() throws -> Line? {
    guard let range = try nextLine() else { return nil }
    var name: UInt64 = 0
    var nameRange = range.lowerBound..<range.lowerBound
    var at = range.lowerBound
    for (index, field) in order.enumerated() {
      let first = at
      if field == CommandReader.commandField {
        name = 0
        while at < range.upperBound, bytes[at] != UInt8(ascii: ",") {
          name = name << 8 | UInt64(bytes[at])
          at += 1
        }
        nameRange = first..<at
        if at == first {
          throw error(first - range.lowerBound + 1, "no command", expected: "a command such as MAC16")
        }
        // An integer holds eight bytes, and zero bytes at the start of a name would not change it.
        if at - first > 8 || bytes[first] == 0 { name = 0 }
      } else {
        values[field] = try integer(&at, end: range.upperBound, field: field, line: range)
      }
      let isLast = index == order.count - 1
      if isLast ? at != range.upperBound : at == range.upperBound {
        throw error(
          at - range.lowerBound + 1, isLast ? "more than \(order.count) fields" : "\(index + 1) fields",
          expected: "\(order.count), as in the header")
      }
      at += 1
    }
    let (cycle, channel) = (values[0], Int(values[1]))
    guard let index = mnemonics.firstIndex(of: name), let command = Command(rawValue: UInt8(index)) else {
      let text = String(decoding: bytes[nameRange], as: UTF8.self)
      return .unknown(name: text, cycle: cycle, channel: channel, line: line)
    }
    return .command(
      CommandRecord(
        line: line, cycle: cycle, channel: channel, command: command, bankGroup: Int(values[3]),
        bank: Int(values[4]), row: Int(values[5]), column: Int(values[6])))
  }

  /// Parses a whole number of at most 18 digits, up to the next comma or the end of the line.
  @inline(__always)
  private func integer(_ at: inout Int, end: Int, field: Int, line: Range<Int>) throws -> Int64 {
    let first = at
    var isNegative = false
    if at < end, bytes[at] == UInt8(ascii: "-") {
      isNegative = true
      at += 1
    }
    let digits = at
    var value: Int64 = 0
    while at < end, bytes[at] &- UInt8(ascii: "0") < 10, at - digits < 18 {
      value = value * 10 + Int64(bytes[at] - UInt8(ascii: "0"))
      at += 1
    }
    if at == digits || at < end && bytes[at] != UInt8(ascii: ",") {
      let stop = bytes[first..<end].firstIndex(of: UInt8(ascii: ",")) ?? end
      let text = String(decoding: bytes[first..<min(stop, first + 40)], as: UTF8.self)
      throw error(
        first - line.lowerBound + 1, "\"\(text)\" as \(CommandReader.names[field])",
        expected: "a whole number, -1 where there is none")
    }
    return isNegative ? -value : value
  }

  /// The bytes of the next line without its end, LF or CR LF.
  private mutating func nextLine() throws -> Range<Int>? {
    var searched = start
    while true {
      let found = bytes.withUnsafeBytes { memory -> Int? in
        let base = memory.baseAddress!
        return memchr(base + searched, 10, end - searched).map { UnsafeRawPointer($0) - base }
      }
      if found == nil, !isAtEnd {
        if end - start > CommandReader.longestLine { try tooLong() }
        bytes.withUnsafeMutableBytes { memory in
          memory.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[start..<end]))
        }
        (end, start) = (end - start, 0)
        searched = end
        let count = try bytes.withUnsafeMutableBytes { memory in
          try source(UnsafeMutableRawBufferPointer(rebasing: memory[end...]))
        }
        end += count
        isAtEnd = count == 0
        continue
      }
      let stop = found ?? end
      if stop == start && found == nil { return nil }
      line += 1
      if stop - start > CommandReader.longestLine { try tooLong(counted: true) }
      let range = start..<(stop > start && bytes[stop - 1] == 13 ? stop - 1 : stop)
      start = found.map { $0 + 1 } ?? end
      return range
    }
  }

  private mutating func tooLong(counted: Bool = false) throws -> Never {
    if !counted { line += 1 }
    throw error(
      CommandReader.longestLine + 1, "a longer line", expected: "at most \(CommandReader.longestLine) bytes")
  }
}
