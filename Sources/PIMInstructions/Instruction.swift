/// One instruction of the ASIC, with every operand that timing and execution need. See `Opcode` for what
/// each field means to each opcode; a field that an opcode does not use is 0 (`none` for optional sources).
@frozen public struct Instruction: Hashable, Sendable {
  public var opcode: Opcode
  /// Bank of a single-bank instruction.
  public var bank: Int16 = 0
  public var channels = ChannelMask(rawValue: 0)
  public var row: Int32 = 0
  /// Column access (burst) in the row; `none` where an access of the host names none.
  public var column: Int32 = 0
  /// Column accesses, or rows, or partial vectors.
  public var count: Int32 = 0
  /// Burst in the global buffer, or lane in the burst.
  public var offset: Int32 = 0
  /// Destination (results) or source (writes) in ASIC SRAM, in elements. `none` in RD_SBK and WR_SBK: the
  /// host's memory, as in AiM traces.
  public var address: Int32 = 0
  public var length: Int32 = 0
  public var source: Int32 = 0
  public var source2: Int32 = Instruction.none
  public var source3: Int32 = Instruction.none
  public var stride: Int32 = 0
  /// A constant operand.
  public var immediate: Float = 0

  /// The address that says: no such operand.
  public static let none: Int32 = -1

  @inlinable public init(_ opcode: Opcode) { self.opcode = opcode }

  /// Whether it is an access of the host to a bank, as in AiM traces: it names no column, and its values are
  /// not part of the program.
  @inlinable public var isHostAccess: Bool {
    (opcode == .RD_SBK || opcode == .WR_SBK) && address == Instruction.none
  }

  @inlinable public static func == (a: Instruction, b: Instruction) -> Bool {
    a.opcode == b.opcode && a.bank == b.bank && a.channels == b.channels && a.row == b.row
      && a.column == b.column && a.count == b.count && a.offset == b.offset && a.address == b.address
      && a.length == b.length && a.source == b.source && a.source2 == b.source2 && a.source3 == b.source3
      && a.stride == b.stride && a.immediate.bitPattern == b.immediate.bitPattern
  }

  @inlinable public func hash(into hasher: inout Hasher) {
    hasher.combine(opcode)
    hasher.combine(channels)
    hasher.combine(bank)
    hasher.combine(row)
    hasher.combine(column)
    hasher.combine(count)
    hasher.combine(offset)
    hasher.combine(address)
    hasher.combine(length)
    hasher.combine(source)
    hasher.combine(source2)
    hasher.combine(source3)
    hasher.combine(stride)
    hasher.combine(immediate.bitPattern)
  }
}
