public import PIMHardware

/// Reads an AiM text trace block by block. Memory is a buffer and the block being read, however long the
/// trace.
///
/// Instructions become those of `Opcode`; general-purpose register i is burst i of the ASIC's SRAM, and what
/// the host reads and writes in banks has no place there. The program is to be run under the overlapped
/// schedule: the instructions of a channel go in order, each when its registers hold what it needs, and only
/// SYNC waits for all. The format: docs/trace-format.md.
public struct AiMTraceReader: BlockSource {
  /// The schedule that an AiM trace means.
  public static let schedule = Schedule.overlapped
  /// How each line is written: `AiM MAC_ABK opsize mask row`.
  public static var forms: [String] { AiMForm.all.map(\.text) }
  /// Instructions of a block: it is cut there, which changes no schedule.
  static let blockInstructions = 1024

  /// The path, or the name that the text was given: as in errors.
  public let file: String
  /// Instructions read so far, one a line; comments and accesses to registers are none.
  public private(set) var instructions = 0

  /// The line of each instruction of the block that was read last.
  public private(set) var blockLines: [Int] = []
  /// The first instruction of the block that was read last, by its index, that takes other operands than
  /// `Opcode` says since a configuration register says so. Its time is the same.
  public private(set) var firstReconfigured: Int?

  private enum State {
    case reading
    case finished
    case failed(any Error)
  }

  private var lines: LineReader
  private var parser: AiMParser
  private var state = State.reading
  private var hasWords = false
  private var blocks = 0
  /// Lines since the last instruction, that of the next one included.
  private var pendingLines: Int32 = 0
  /// What is left of an instruction that runs on in its row.
  private var rest: Instruction?
  /// The first line with such an instruction, that instruction, and how many there are.
  private var wrapping: (line: Int, first: Instruction, count: Int)?
  private var isAtEnd = false

  /// What a user should know of how the trace was read, a sentence each; complete after the last block.
  public var notes: [String] {
    guard let wrapping else { return [] }
    let name = wrapping.first.opcode.mnemonic
    let others = wrapping.count > 1 ? " (\(wrapping.count) lines are like this)" : ""
    return [
      "\(file):\(wrapping.line): \(name) of \(wrapping.first.count) columns runs on from the first of the "
        + "\(parser.columns) columns of row \(wrapping.first.row), as in the AiM simulator\(others)"
    ]
  }

  /// Opens a file. Errors: `TraceFileError`, and a `TraceError` where the system does not say how its traces
  /// name channels.
  public init(path: String, system: System) throws {
    let descriptor = try FileDescriptor(reading: path)
    try self.init(name: path, system: system) { try descriptor.read(into: $0) }
  }

  /// Reads a trace from memory. Errors: a `TraceError` where the system does not say how its traces name
  /// channels.
  public init(text: String, name: String = "trace", system: System) throws {
    var rest = Array(text.utf8)[...]
    try self.init(name: name, system: system) { buffer in
      let part = rest.prefix(buffer.count)
      buffer.copyBytes(from: part)
      rest = rest.dropFirst(part.count)
      return part.count
    }
  }

  /// Reads a trace from any source, which is as in `TraceReader`. Errors: a `TraceError` where the system
  /// does not say how its traces name channels.
  public init(name: String, system: System, source: @escaping TraceReader.Source) throws {
    guard let mask = system.traceMask else {
      throw TraceError(
        kind: .machineMismatch, file: name, line: 1, column: 1, found: "an AiM trace",
        expected: "a system whose file says in 'trace' how channel masks are read; \(system.name) does not",
        suggestion: nil)
    }
    file = name
    lines = LineReader(source: source)
    parser = AiMParser(system, mask: mask)
  }

  public var isFromHost: Bool { true }

  /// The next block as a sequence, or nil after the last. Errors: as those of `next`.
  public mutating func nextSequence() throws -> BlockSequence? { try next().map { BlockSequence($0) } }

  /// The next block, or nil after the last. Errors: `TraceError`, and what the source throws; after an error,
  /// every call throws it again.
  public mutating func next() throws -> Block? {
    switch state {
    case .failed(let error): throw error
    case .finished: return nil
    case .reading:
      do {
        return try readBlock()
      } catch {
        state = .failed(error)
        throw error
      }
    }
  }

  private mutating func readBlock() throws -> Block? {
    var block: [Instruction] = []
    var takenLines: [Int32] = []
    blockLines.removeAll(keepingCapacity: true)
    firstReconfigured = nil
    while !isAtEnd, block.count < Self.blockInstructions {
      guard let instruction = try readInstruction() else {
        isAtEnd = true
        break
      }
      append(instruction, at: lines.number, to: &block)
      takenLines.append(pendingLines)
      pendingLines = 0
    }
    if block.isEmpty {
      state = .finished
      return nil
    }
    defer { blocks += 1 }
    return Block(
      template: Template(id: 0, instructions: block), rowOffset: 0,
      label: BlockLabel(position: 0, layer: -1, kind: .other, part: blocks), lines: takenLines)
  }

  private mutating func append(_ instruction: Instruction, at line: Int, to block: inout [Instruction]) {
    if !AiMConfiguration.isAsDefined(instruction.opcode, under: parser.configuration) {
      firstReconfigured = firstReconfigured ?? block.count
    }
    block.append(instruction)
    blockLines.append(line)
  }

  /// The next instruction, or nil after EOC and all that follows.
  private mutating func readInstruction() throws -> Instruction? {
    if let rest { return takeRow(of: rest) }
    while true {
      switch try lines.next() {
      case .end: throw missingEnd()
      case .tooLong(let range): throw TraceError.tooLong(file, lines, range)
      case .line(let range):
        let statement = try statement(in: range)
        if case .blank = statement { continue }
        hasWords = true
        pendingLines += 1
        switch statement {
        case .blank, .register: continue
        case .configuration(let register, let value): parser.configuration[register] = value
        case .instruction(let instruction):
          instructions += 1
          return instruction
        case .wrapping(let instruction):
          instructions += 1
          let known = wrapping ?? (lines.number, instruction, 0)
          wrapping = (known.line, known.first, known.count + 1)
          return takeRow(of: instruction)
        case .end:
          try lines.expectNothing(in: file, otherwise: .contentAfterEOC, separatesByCommas: true)
          return nil
        }
      }
    }
  }

  /// The part of an instruction that fits its row; `rest` keeps what is left of it, in the same row.
  private mutating func takeRow(of instruction: Instruction) -> Instruction {
    var part = instruction
    part.count = min(instruction.count, Int32(parser.columns))
    rest = nil
    if part.count < instruction.count {
      rest = instruction
      rest!.count -= part.count
    }
    return part
  }

  private mutating func statement(in range: Range<Int>) throws -> AiMParser.Statement {
    lines.replaceCommas(in: range)
    do throws(LineFault) { return try parser.statement(of: lines.bytes.span.extracting(range)) } catch {
      throw TraceError(error, file: file, line: lines.number)
    }
  }

  private func missingEnd() -> TraceError {
    TraceError(
      kind: hasWords ? .missingEOC : .emptyFile, file: file, line: hasWords ? lines.number + 1 : 1, column: 1,
      found: hasWords ? "the end of the file" : "nothing",
      expected: hasWords
        ? "a line 'AiM EOC': the trace may be cut off"
        : "an AiM trace, which ends with 'AiM EOC', or '\(TraceHeader.magic) \(TraceHeader.version)' in the first line",
      suggestion: nil)
  }
}
