public import Hardware

/// Writes blocks as an AiM text trace, instruction by instruction.
///
/// The format has no columns, no lanes, no places in the global buffer and no ASIC but EWADD: an instruction that needs them is an error
/// that says why. Under the serial schedule blocks are set apart by SYNC; what is read back takes the same time.
public struct AiMTraceWriter {
  private let system: System
  private let mask: System.TraceMask
  private let schedule: Schedule
  private let sink: TraceWriter.Sink
  private var text: [UInt8] = []
  private var blocks = 0
  /// What the configuration register of AF's function holds.
  private var function: Int32 = 0

  /// Lines written so far.
  public private(set) var lines = 0

  private static let capacity = 1 << 18

  /// Errors: `TraceWriterError` if the system does not say how its traces name channels, or has channels that they cannot name.
  public init(system: System, schedule: Schedule, sink: @escaping TraceWriter.Sink) throws {
    guard let mask = system.traceMask else {
      throw TraceWriterError.unsuitableSystem(
        name: system.name, reason: "its file does not say in 'trace' how channel masks are written")
    }
    self.system = system
    self.mask = mask
    self.schedule = schedule
    self.sink = sink
  }

  /// Writes a comment line.
  ///
  /// - Parameter comment: one line of printable text.
  public mutating func write(comment: String) throws { try line("# \(comment)") }

  /// Writes a block. Errors: a `TraceWriterError` for what the format cannot say; whatever the sink throws. The trace is of no use
  /// afterwards.
  public mutating func write(_ block: Block) throws {
    if schedule == .serial && blocks > 0 { try line("AiM SYNC") }
    blocks += 1
    for (index, instruction) in block.template.instructions.enumerated() {
      var moved = instruction
      if instruction.opcode.namesRow { moved.row += block.rowOffset }
      do throws(Inexpressible) { try write(moved) } catch {
        throw TraceWriterError.notExpressible(
          block: block.label, index: index, instruction: instruction.opcode.mnemonic, reason: error.reason)
      }
      try flush(above: Self.capacity)
    }
  }

  /// Writes the EOC line and what is still in the buffer.
  public mutating func finish() throws {
    try line("AiM EOC")
    try flush(above: 0)
  }

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

  // MARK: Instructions

  /// Why an instruction has no form.
  private struct Inexpressible: Error {
    var reason: String
    init(_ reason: String) { self.reason = reason }
  }

  private mutating func write(_ i: Instruction) throws(Inexpressible) {
    let lanes = Int32(system.organisation.elementsPerColumn)
    let name = i.opcode.mnemonic
    switch i.opcode {
    case .SYNC: append("AiM SYNC")
    case .WR_GB:
      try check(i.offset, is: 0, "it begins at burst \(i.offset) of the global buffer, and AiM's at 0")
      try checkWhole(i.length)
      append("AiM \(name) \(i.length / lanes) \(try register(i.address)) \(try maskText(i.channels))")
    case .WR_BIAS, .RD_MAC, .RD_AF:
      try checkAllBanks(i)
      append("AiM \(name) \(try register(i.address)) \(try maskText(i.channels))")
    case .WR_ABK:
      try checkPlace(i)
      try checkAllBanks(i)
      guard i.channels.count == 1 else {
        throw Inexpressible("it names \(i.channels.count) channels, and AiM's names one")
      }
      append("AiM \(name) \(try register(i.address)) \(try maskText(i.channels)) \(i.row)")
    case .WR_SBK, .RD_SBK: try writeBankAccess(i)
    case .COPY_BKGB, .COPY_GBBK, .MAC_SBK:
      try checkColumns(i)
      append("AiM \(name) \(i.count) \(try maskText(i.channels)) \(i.bank) \(i.row)")
    case .MAC_ABK, .EWMUL:
      try checkColumns(i)
      append("AiM \(name) \(i.count) \(try maskText(i.channels)) \(i.row)")
    case .AF:
      let wanted = i.row - AiMConfiguration.row(ofFunction: 0, rows: system.organisation.rows)
      guard wanted >= 0 else {
        throw Inexpressible(
          "its table lies in row \(i.row), and AiM's in the last \(AiMConfiguration.tables) rows")
      }
      let masked = try maskText(i.channels)
      if wanted != function {
        append("W CFR \(AiMConfiguration.function) \(wanted)")
        function = wanted
      }
      append("AiM AF \(masked)")
    case .SUM:
      guard i.count == 1, i.source2 == Instruction.none, i.source3 != Instruction.none, i.source == i.address
      else {
        throw Inexpressible("EWADD adds a second vector to the first, and nothing else")
      }
      try checkWhole(i.length)
      guard i.length / lanes <= Int32(system.organisation.columns) else {
        throw Inexpressible(
          "it has \(i.length / lanes) registers, and AiM's at most \(system.organisation.columns)")
      }
      append("AiM EWADD \(i.length / lanes) \(try register(i.address)) \(try register(i.source3))")
    case .OPEN_ABK: throw Inexpressible("AiM opens rows only for what works on them")
    case .LAYERNORM, .SCALE, .GELU, .SOFTMAX, .SOFTMAX_TILE, .RESCALE_ADD, .NORMALISE, .ARGMAX,
      .VMM:
      throw Inexpressible("of what the ASIC does they have EWADD only")
    }
  }

  private mutating func writeBankAccess(_ i: Instruction) throws(Inexpressible) {
    // A MEM line names no column.
    if i.address != Instruction.none || i.column != Instruction.none { try checkPlace(i) }
    try check(
      i.length, is: Int32(system.organisation.elementsPerColumn),
      "it has \(i.length) elements, and AiM's \(system.organisation.elementsPerColumn)")
    if i.address == Instruction.none {
      i.channels.forEach { append("\(i.opcode == .RD_SBK ? "R" : "W") MEM \($0) \(i.bank) \(i.row)") }
    } else {
      append(
        "AiM \(i.opcode.mnemonic) \(try register(i.address)) \(try maskText(i.channels)) \(i.bank) \(i.row)")
    }
  }

  // MARK: Operands

  private func check(_ value: Int32, is expected: Int32, _ reason: @autoclosure () -> String)
    throws(Inexpressible)
  {
    if value != expected { throw Inexpressible(reason()) }
  }

  /// At the beginning of a row, and of a burst.
  private func checkPlace(_ i: Instruction) throws(Inexpressible) {
    try check(i.column, is: 0, "it begins at column \(i.column), and AiM's at 0")
    try check(i.offset, is: 0, "it begins at lane \(i.offset), and AiM's at 0")
  }

  private func checkColumns(_ i: Instruction) throws(Inexpressible) {
    try check(i.column, is: 0, "it begins at column \(i.column), and AiM's at 0")
    try check(i.offset, is: 0, "it begins at burst \(i.offset) of the global buffer, and AiM's at 0")
    guard i.count <= Int32(system.organisation.columns) else {
      throw Inexpressible(
        "it goes on into the next row: \(i.count) columns, and AiM's at most \(system.organisation.columns)")
    }
  }

  private func checkWhole(_ length: Int32) throws(Inexpressible) {
    let lanes = Int32(system.organisation.elementsPerColumn)
    guard length % lanes == 0 else {
      throw Inexpressible("its \(length) elements are no whole number of registers of \(lanes)")
    }
  }

  private func checkAllBanks(_ i: Instruction) throws(Inexpressible) {
    let all = Int32(system.organisation.banks * i.channels.count)
    try check(i.length, is: all, "it has \(i.length) elements, and AiM's one for each of \(all) banks")
  }

  private func register(_ address: Int32) throws(Inexpressible) -> Int32 {
    let lanes = Int32(system.organisation.elementsPerColumn)
    guard address % lanes == 0 else {
      throw Inexpressible("element \(address) of the SRAM is not the first of a register")
    }
    return address / lanes
  }

  /// The mask in hexadecimal, all its digits.
  private func maskText(_ channels: ChannelMask) throws(Inexpressible) -> String {
    var value: UInt64 = 0
    var beyond: Int?
    channels.forEach { channel in
      if channel < mask.bits {
        value |= 1 << UInt64(mask.mirrored(channel))
      } else {
        beyond = beyond ?? channel
      }
    }
    if let beyond { throw Inexpressible("channel \(beyond) has no bit in a mask of \(mask.bits)") }
    let digits = String(value, radix: 16)
    return "0x" + String(repeating: "0", count: max(0, (mask.bits + 3) / 4 - digits.count)) + digits
  }
}
