/// One instruction of the ASIC, with every operand that timing and execution need. `Opcode` defines the
/// meaning of each field for each opcode. An unused field is 0, or `none` in `source2` and `source3`.
@frozen public struct Instruction: Hashable, Sendable {
  /// The operation.
  public var opcode: Opcode
  /// Bank of a single-bank instruction.
  public var bank: Int16 = 0
  /// The channels that carry out the instruction; empty for the ASIC and for SYNC.
  public var channels = ChannelMask(rawValue: 0)
  /// First row in the bank, relative to `Block.rowOffset`.
  public var row: Int32 = 0
  /// First column (burst) in the row; `none` in an access of the host, which names no column. VMM: banks that
  /// the weights come from.
  public var column: Int32 = 0
  /// Column accesses (bursts), vectors, or results of VMM, by opcode.
  public var count: Int32 = 0
  /// Burst in the global buffer, or lane in the burst. ARGMAX: index of the first candidate. VMM: channels
  /// that the weights come from. ROTATE: the elements of a pair. ALIBI: distance of the first element.
  public var offset: Int32 = 0
  /// Destination or source in ASIC SRAM, in elements. `none` in RD_SBK and WR_SBK stands for the memory of
  /// the host, as in AiM traces.
  public var address: Int32 = 0
  /// Length of a vector, in elements.
  public var length: Int32 = 0
  /// First source of an ASIC operation in SRAM, in elements.
  public var source: Int32 = 0
  /// Second source in SRAM, in elements, or `none`.
  public var source2: Int32 = Instruction.none
  /// Third source in SRAM, in elements, or `none`.
  public var source3: Int32 = Instruction.none
  /// Distance from one vector to the next, in elements.
  public var stride: Int32 = 0
  /// A constant operand: a factor, an epsilon, or the flag of a first tile.
  public var immediate: Float = 0

  /// The address of an operand that is absent.
  public static let none: Int32 = -1

  /// An instruction whose operands are all 0 or `none`.
  @inlinable public init(_ opcode: Opcode) { self.opcode = opcode }

  /// True for an access of the host to a bank, as in AiM traces: the access names no column, and its values
  /// are not in the program.
  @inlinable public var isHostAccess: Bool {
    (opcode == .RD_SBK || opcode == .WR_SBK) && address == Instruction.none
  }

  /// Compares all fields; the immediate by its bits, so that equal NaNs are equal and 0 differs from -0.
  @inlinable public static func == (a: Instruction, b: Instruction) -> Bool {
    a.opcode == b.opcode && a.bank == b.bank && a.channels == b.channels && a.row == b.row
      && a.column == b.column && a.count == b.count && a.offset == b.offset && a.address == b.address
      && a.length == b.length && a.source == b.source && a.source2 == b.source2 && a.source3 == b.source3
      && a.stride == b.stride && a.immediate.bitPattern == b.immediate.bitPattern
  }

  /// Hashes all fields, consistent with `==`.
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
