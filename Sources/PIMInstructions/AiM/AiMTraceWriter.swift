package import PIMHardware

/// Writes blocks as an AiM text trace: the work of the channels, and the waits between instructions.
///
/// A channel instruction becomes lines that issue the same commands on the same banks and rows. Columns,
/// lanes and addresses in the global buffer are dropped. EWADD is the format's only ASIC instruction. Other
/// ASIC instructions are left out, and a SYNC separates the instructions before from those after, which may
/// need the results. Under the serial schedule a SYNC separates blocks.
package struct AiMTraceWriter {
  private let schedule: Schedule
  private let sink: TraceWriter.Sink
  private var lowering: AiMLowering
  private var text: [UInt8] = []
  /// True if an instruction has been written since the last SYNC.
  private var hasWork = false
  /// True if the next instruction has to wait for all instructions before it.
  private var isSeparated = false

  /// The number of lines written so far.
  package private(set) var lines = 0

  private static let capacity = 1 << 18

  /// A writer of traces for a system.
  ///
  /// - Throws: `TraceWriterError` if the system does not define the channel masks of its traces, or has more
  ///   channels than a mask has bits.
  package init(system: System, schedule: Schedule, sink: @escaping TraceWriter.Sink) throws {
    let mask = try AiMTraceWriter.mask(of: system)
    lowering = AiMLowering(system, mask: mask)
    self.schedule = schedule
    self.sink = sink
  }

  /// The format of the system's channel masks.
  ///
  /// - Throws: the errors of `init`.
  static func mask(of system: System) throws(TraceWriterError) -> System.TraceMask {
    guard let mask = system.traceMask else {
      throw TraceWriterError.unsuitableSystem(
        name: system.name, reason: "its file does not say in 'trace' how channel masks are written")
    }
    let channels = system.organisation.channels
    guard channels <= mask.bits else {
      throw TraceWriterError.unsuitableSystem(
        name: system.name, reason: "it has \(channels) channels, and a mask has \(mask.bits) bits")
    }
    return mask
  }

  /// Writes a comment line.
  ///
  /// - Parameter comment: one line of printable text.
  package mutating func write(comment: String) throws { try line("# \(comment)") }

  /// Writes a block.
  ///
  /// - Throws: a `TraceWriterError` for a channel instruction that the format cannot express; every error of
  ///   the sink. After an error the trace is not usable.
  package mutating func write(_ block: Block) throws {
    if schedule == .serial { separate() }
    for (index, instruction) in block.template.instructions.enumerated() {
      var moved = instruction
      if instruction.opcode.namesRow { moved.row += block.rowOffset }
      let result: AiMLowering.Result
      do throws(AiMLowering.Inexpressible) { result = try lowering.lower(moved) } catch {
        throw TraceWriterError.notExpressible(
          block: block.label, index: index, instruction: instruction.opcode.mnemonic, reason: error.reason)
      }
      switch result {
      case .leftOut: if instruction.opcode.unit == .asic { separate() }
      case .lines(let lines):
        if isSeparated && instruction.opcode != .SYNC { append("AiM SYNC") }
        for line in lines { append(line) }
        (hasWork, isSeparated) = (instruction.opcode != .SYNC, false)
      }
      try flush(above: Self.capacity)
    }
  }

  /// Writes the EOC line and flushes the buffer.
  package mutating func finish() throws {
    try line("AiM EOC")
    try flush(above: 0)
  }

  /// Makes the next instruction wait for all instructions since the last SYNC, if there are any.
  private mutating func separate() { isSeparated = hasWork }

  private mutating func flush(above size: Int) throws {
    if text.count <= size { return }
    try text.withUnsafeBytes { try sink($0) }
    text.removeAll(keepingCapacity: true)
  }

  private mutating func line(_ string: String) throws {
    append(string)
    try flush(above: Self.capacity)
  }

  private mutating func append(_ string: String) {
    text += Array(string.utf8)
    text.append(.newline)
    lines += 1
  }
}
