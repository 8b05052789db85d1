/// Writes blocks as a trace to a sink, through a buffer.
///
///     var writer = try TraceWriter(header: header) { bytes in try file.write(bytes) }
///     while let block = try source.next() { try writer.write(block) }
///     try writer.finish()
///
/// A trace without a call of `finish` has no END line, and readers refuse it.
public struct TraceWriter: ~Copyable {
  /// Takes the next bytes of the trace. The memory is valid during the call only.
  public typealias Sink = (UnsafeRawBufferPointer) throws -> Void

  private let validator: InstructionValidator
  private let table = compactOperandTable
  private var text: TextBuffer
  private let sink: Sink

  /// The number of lines written so far.
  public private(set) var lines = 0

  /// A writer that begins with the header.
  ///
  /// - Throws: a `TraceWriterError` if the format cannot hold the header; every error of the sink.
  public init(header: TraceHeader, sink: @escaping Sink) throws {
    for field in TraceHeaderField.allCases {
      let value = field.value(in: header.shape)
      guard field.range.contains(value) else {
        throw TraceWriterError.invalidHeader(field: field, value: value)
      }
    }
    validator = InstructionValidator(header.shape)
    text = TextBuffer(capacity: 1 << 18)
    self.sink = sink
    line("\(TraceHeader.magic) \(TraceHeader.version)")
    for field in TraceHeaderField.allCases { line("\(field.rawValue) \(field.value(in: header.shape))") }
    line("\(TraceHeaderField.schedule) \(header.schedule.rawValue)")
  }

  /// Writes a comment line, which readers skip.
  ///
  /// - Parameter comment: one line of printable text, shorter than `TraceLimits.lineBytes`.
  /// - Throws: every error of the sink.
  public mutating func write(comment: String) throws {
    precondition(
      comment.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 }
        && comment.utf8.count + 2 <= TraceLimits.lineBytes, "a comment is one line of printable text")
    line("# \(comment)")
    try flushIfFull()
  }

  /// Writes a block with absolute rows.
  ///
  /// - Throws: a `TraceWriterError` for a block that a reader would refuse; every error of the sink. After an
  ///   error the trace is not usable.
  public mutating func write(_ block: borrowing Block) throws {
    let label = block.label
    let offset = block.rowOffset
    guard (0...TraceLimits.label).contains(label.position), (-1...TraceLimits.label).contains(label.layer),
      (0...TraceLimits.label).contains(label.part)
    else { throw TraceWriterError.invalidLabel(label) }
    let instructions = block.template.instructions
    guard instructions.count <= TraceLimits.blockInstructions else {
      throw TraceWriterError.blockTooLong(label, instructions: instructions.count)
    }
    line("BLOCK \(label.traceText)")
    try flushIfFull()
    for index in instructions.indices {
      let instruction = instructions[index]
      if let violation = validator.violation(of: instruction, rowOffset: offset) {
        let fault = validator.describe(violation, of: instruction, rowOffset: offset)
        throw TraceWriterError.invalidInstruction(block: label, index: index, fault: fault)
      }
      append(instruction, rowOffset: offset)
      try flushIfFull()
    }
  }

  /// Writes the END line and flushes the buffer.
  ///
  /// - Throws: every error of the sink.
  public consuming func finish() throws {
    line("END")
    try text.drain(sink)
  }

  private mutating func append(_ instruction: Instruction, rowOffset: Int32) {
    let form = table.forms[Int(instruction.opcode.rawValue)]
    text.append(form.mnemonic)
    for index in form.first..<form.end {
      let entry = table.entries[index]
      if entry.isOptional, instruction[entry.field] == Instruction.none { continue }
      text.append(.space)
      text.append(entry.name)
      text.append(.equals)
      switch entry.field {
      case .channels: text.append(instruction.channels)
      case .immediate:
        if entry.unit == .flag {
          text.append(instruction.immediate == 0 ? .zero : .one)
        } else {
          text.append(instruction.immediate.description)
        }
      case .row: text.append(decimal: UInt32(instruction.row + rowOffset))
      default: text.append(decimal: UInt32(instruction[entry.field]))
      }
    }
    text.append(.newline)
    lines += 1
  }

  private mutating func line(_ string: String) {
    text.append(string)
    text.append(.newline)
    lines += 1
  }

  @inline(__always) private mutating func flushIfFull() throws {
    if text.free < TraceLimits.lineBytes + 1 { try text.drain(sink) }
  }
}
