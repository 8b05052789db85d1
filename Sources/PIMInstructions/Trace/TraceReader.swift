internal import PIMConfiguration
public import PIMHardware

/// Reads a trace block by block. Memory holds a buffer and the current block, however long the trace.
///
///     var reader = try TraceReader(path: "gemv.trace")
///     try reader.check(against: system)
///     while let block = try reader.next() { … }
///
/// Every block has a template of its own and row offset 0. After an error, every call throws the same error.
public struct TraceReader: BlockSource {
  /// Fills the buffer with the next bytes and returns their number; 0 at the end.
  public typealias Source = (UnsafeMutableRawBufferPointer) throws -> Int

  /// The machine and the schedule that the trace was compiled for.
  public let header: TraceHeader
  /// The path, or the name given to a trace in memory, as errors show it.
  public let file: String
  /// The line number of the last block's BLOCK line, from 1; 0 before the first block. In a trace without
  /// comments and blank lines, instruction i of the block is in line `blockLine + 1 + i`.
  public private(set) var blockLine = 0

  private enum State {
    /// The BLOCK line has been read; the block's instructions have not.
    case block(BlockLabel, line: Int)
    /// The END line has been read.
    case end
    case finished
    case failed(any Error)
  }

  private var lines: LineReader
  private var parser: LineParser
  private var state: State
  private var blocks = 0
  private let headerLines: [Int]

  /// Opens a file and reads the header.
  ///
  /// - Throws: `TraceFileError`, `TraceError`.
  public init(path: String) throws {
    let descriptor = try FileDescriptor(reading: path)
    try self.init(name: path) { try descriptor.read(into: $0) }
  }

  /// Opens a trace in memory and reads the header.
  ///
  /// - Throws: `TraceError`.
  public init(text: String, name: String = "trace") throws {
    try self.init(bytes: Array(text.utf8), name: name)
  }

  /// Opens a trace in memory and reads the header.
  ///
  /// - Throws: `TraceError`.
  public init(bytes: [UInt8], name: String = "trace") throws {
    var position = 0
    try self.init(name: name) { buffer in
      let count = min(buffer.count, bytes.count - position)
      bytes.withUnsafeBytes {
        buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[position..<position + count]))
      }
      position += count
      return count
    }
  }

  /// Opens a trace from a source of bytes and reads the header.
  ///
  /// - Throws: `TraceError`, and every error of the source.
  public init(name: String, source: @escaping Source) throws {
    file = name
    var lines = LineReader(source: source)
    var header = HeaderReader(file: name)
    state = try header.read(&lines).map { .block($0, line: lines.number) } ?? .end
    self.header = header.result
    headerLines = header.lineNumbers
    parser = LineParser(shape: header.result.shape)
    self.lines = lines
  }

  /// Compares the header with a machine, line by line.
  ///
  /// - Parameter name: the machine's name in the message.
  /// - Throws: a `TraceError` at the first header line that differs.
  public func check(against shape: MachineShape, name: String = "the system") throws(TraceError) {
    for (index, field) in TraceHeaderField.allCases.enumerated() {
      let found = field.value(in: header.shape)
      let expected = field.value(in: shape)
      if found != expected {
        throw TraceError(
          kind: .machineMismatch, file: file, line: headerLines[index], column: 1,
          found: "\(field.rawValue) \(found)", expected: "\(field.rawValue) \(expected) as in \(name)",
          suggestion: nil)
      }
    }
  }

  /// Compares the header with a system. Instructions that are read later are checked for commands that the
  /// system does not have.
  ///
  /// - Throws: a `TraceError` at the first header line that differs.
  public mutating func check(against system: System) throws(TraceError) {
    try check(against: MachineShape(system), name: "the system \(system.name)")
    parser.limit(to: system)
  }

  /// The next block as a sequence, or nil after the last.
  ///
  /// - Throws: the errors of `next`.
  public mutating func nextSequence() throws -> BlockSequence? { try next().map { BlockSequence($0) } }

  /// The next block, or nil after the last.
  ///
  /// - Throws: `TraceError`, and every error of the source.
  public mutating func next() throws -> Block? {
    do {
      switch state {
      case .failed(let error): throw error
      case .finished: return nil
      case .end:
        try lines.expectNothing(in: file, otherwise: .contentAfterEnd)
        state = .finished
        return nil
      case .block(let label, let line):
        let (instructions, following) = try readBlock()
        state = following
        blockLine = line
        blocks += 1
        return Block(
          template: Template(id: blocks - 1, instructions: instructions), rowOffset: 0, label: label)
      }
    } catch {
      state = .failed(error)
      throw error
    }
  }

  /// Reads instructions up to the next BLOCK or END line, and returns them with the state after that line.
  private mutating func readBlock() throws -> ([Instruction], State) {
    var instructions: [Instruction] = []
    while true {
      switch try lines.next() {
      case .end: throw TraceError.missingEnd(file, lines)
      case .tooLong(let range): throw TraceError.tooLong(file, lines, range)
      case .line(let range):
        let line = lines.bytes.span.extracting(range)
        do throws(LineFault) {
          let word = TraceLine.word(in: line, from: 0)
          if word.isEmpty {
            try TraceLine.checkComment(of: line, from: word.range.lowerBound)
          } else if let opcode = parser.opcode(word) {
            guard instructions.count < TraceLimits.blockInstructions else {
              throw LineFault(
                kind: .blockTooLong, offset: 0, found: "instruction \(instructions.count + 1) of a block",
                expected: "at most \(TraceLimits.blockInstructions)")
            }
            try parser.checkCommand(of: opcode, word)
            instructions.append(try parser.instruction(opcode, in: line, from: word.range.upperBound))
          } else if word.name == HeaderReader.block {
            let label = try parser.label(in: line, from: word.range.upperBound)
            return (instructions, .block(label, line: lines.number))
          } else if word.name == HeaderReader.end {
            try TraceLine.expectEnd(of: line, from: word.range.upperBound, after: "END")
            return (instructions, .end)
          } else {
            throw unknownWord(word, in: line)
          }
        } catch {
          throw TraceError(error, file: file, line: lines.number)
        }
      }
    }
  }

  private func unknownWord(_ word: TraceLine.Word, in line: Span<UInt8>) -> LineFault {
    if let fault = TraceLine.illegalByte(in: line) { return fault }
    let text = TraceLine.text(line, word.range)
    let isHeader = HeaderReader.names.contains(text)
    return LineFault(
      kind: isHeader ? .misplacedHeader : .unknownInstruction, offset: word.range.lowerBound,
      found: TraceLine.quoted(line, word.range), expected: LineParser.instructionExpectation,
      suggestion: isHeader
        ? nil : NearMiss.suggestion(for: text, among: Opcode.allCases.map(\.mnemonic) + ["BLOCK", "END"]))
  }
}

extension TraceError {
  static func missingEnd(_ file: String, _ lines: LineReader) -> TraceError {
    TraceError(
      kind: .missingEnd, file: file, line: lines.number + 1, column: 1, found: "the end of the file",
      expected: "an END line: the trace may be cut off", suggestion: nil)
  }
}
