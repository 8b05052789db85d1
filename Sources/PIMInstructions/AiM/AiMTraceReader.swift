package import PIMHardware

/// Reads an AiM text trace block by block. Memory holds a buffer and the current block, however long the
/// trace.
///
/// Lines become instructions of `Opcode`. General-purpose register i is burst i of the ASIC's SRAM; data that
/// the host moves to and from banks have no address there. The program runs under the overlapped schedule: a
/// channel executes its instructions in order, each when its registers are ready, and only SYNC waits for all
/// channels. docs/trace-format.md has the format.
package struct AiMTraceReader: BlockSource {
  /// The schedule of every AiM trace.
  package static let schedule = Schedule.overlapped
  /// The syntax of each line, such as `AiM MAC_ABK opsize mask row`.
  package static var forms: [String] { AiMForm.all.map(\.text) }
  /// The maximum number of instructions of a block. The division into blocks changes no schedule.
  static let blockInstructions = 1024

  /// The path, or the name given to a trace in memory, as errors show it.
  package let file: String
  /// The number of instructions read so far, one a line; comments and accesses to registers are not counted.
  package private(set) var instructions = 0

  /// The line number of each instruction of the last block read.
  package private(set) var blockLines: [Int] = []
  /// Index in the last block read of the first instruction whose operands differ from those of `Opcode`,
  /// because a configuration register selects others; nil if there is none. Its time is the same.
  package private(set) var firstReconfigured: Int?

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
  /// Lines since the previous instruction, including the line of the next one.
  private var pendingLines: Int32 = 0
  /// The remaining columns of an instruction that wraps around in its row.
  private var rest: Instruction?
  /// The first line with an instruction that wraps around, that instruction, and the number of such lines.
  private var wrapping: (line: Int, first: Instruction, count: Int)?
  private var isAtEnd = false

  /// Notes for the user on how the trace was read, a sentence each; complete after the last block.
  package var notes: [String] {
    guard let wrapping else { return [] }
    let name = wrapping.first.opcode.mnemonic
    let others = wrapping.count > 1 ? " (\(wrapping.count) lines are like this)" : ""
    return [
      "\(file):\(wrapping.line): \(name) of \(wrapping.first.count) columns runs on from the first of the "
        + "\(parser.columns) columns of row \(wrapping.first.row), as in the AiM simulator\(others)"
    ]
  }

  /// Opens a file.
  ///
  /// - Throws: `TraceFileError`; a `TraceError` if the system does not define the channel masks of its
  ///   traces.
  package init(path: String, system: System) throws {
    let descriptor = try FileDescriptor(reading: path)
    try self.init(name: path, system: system) { try descriptor.read(into: $0) }
  }

  /// Reads a trace from memory.
  ///
  /// - Throws: a `TraceError` if the system does not define the channel masks of its traces.
  package init(text: String, name: String = "trace", system: System) throws {
    var rest = Array(text.utf8)[...]
    try self.init(name: name, system: system) { buffer in
      let part = rest.prefix(buffer.count)
      buffer.copyBytes(from: part)
      rest = rest.dropFirst(part.count)
      return part.count
    }
  }

  /// Reads a trace from a source of bytes.
  ///
  /// - Throws: a `TraceError` if the system does not define the channel masks of its traces.
  package init(name: String, system: System, source: @escaping TraceReader.Source) throws {
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

  /// True: an AiM trace is a program of a host.
  package var isFromHost: Bool { true }

  /// The next block as a sequence, or nil after the last.
  ///
  /// - Throws: the errors of `next`.
  package mutating func nextSequence() throws -> BlockSequence? { try next().map { BlockSequence($0) } }

  /// The next block, or nil after the last.
  ///
  /// - Throws: `TraceError`, and every error of the source; after an error, every call throws the same error.
  package mutating func next() throws -> Block? {
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

  /// The next instruction, or nil at EOC; then only comments may follow.
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

  /// The columns of an instruction that fit its row; `rest` keeps the remaining ones, for the same row.
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
