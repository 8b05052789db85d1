public import PIMHardware

/// Writes blocks as an AiM text trace: what channels do, and when one has to wait for another.
///
/// A channel instruction becomes lines that issue the same commands on the same banks and rows. Columns,
/// lanes and places in the global buffer are dropped. Of the ASIC's instructions the format has EWADD; the
/// others are left out, and what follows them is set apart by SYNC, since it may need their results. Under
/// the serial schedule blocks are set apart by SYNC.
public struct AiMTraceWriter {
  private let schedule: Schedule
  private let sink: TraceWriter.Sink
  private var lowering: AiMLowering
  private var text: [UInt8] = []
  /// Whether an instruction has been written since the last SYNC.
  private var hasWork = false
  /// Whether what comes next has to wait for all before it.
  private var isSeparated = false

  /// Lines written so far.
  public private(set) var lines = 0

  private static let capacity = 1 << 18

  /// Errors: `TraceWriterError` if the system does not say how its traces name channels, or has channels that
  /// they cannot name.
  public init(system: System, schedule: Schedule, sink: @escaping TraceWriter.Sink) throws {
    let mask = try AiMTraceWriter.mask(of: system)
    lowering = AiMLowering(system, mask: mask)
    self.schedule = schedule
    self.sink = sink
  }

  /// How the channels of a system are named. Errors: as those of `init`.
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
  public mutating func write(comment: String) throws { try line("# \(comment)") }

  /// Writes a block. Errors: a `TraceWriterError` for a channel instruction that the format cannot say;
  /// whatever the sink throws. The trace is of no use afterwards.
  public mutating func write(_ block: Block) throws {
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

  /// Writes the EOC line and what is still in the buffer.
  public mutating func finish() throws {
    try line("AiM EOC")
    try flush(above: 0)
  }

  /// What comes next waits for what has been written since the last SYNC, if anything has.
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
