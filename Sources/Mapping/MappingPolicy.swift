public import Instructions

/// The choices a mapping makes. The defaults are those of `configs/mappings/paper.yaml`.
public struct MappingPolicy: Sendable, Hashable {
  /// How the value cache's units are dealt to channels.
  public enum ValueLayout: String, Sendable, CaseIterable {
    /// Unit u to channel u mod C.
    case interleaved
    /// A contiguous range of units to each channel: a head's probabilities go to fewer global buffers.
    case blocked
  }

  /// How a value vector is written: one element in each of its banks' rows.
  public enum ValueWrite: String, Sendable, CaseIterable {
    /// One WR_ABK writes one element in every bank.
    case allBanks
    /// One WR_SBK an element, with data masks.
    case masked
  }

  /// Who adds a bias.
  public enum Bias: String, Sendable, CaseIterable {
    /// The ASIC, in the SUM after the product.
    case asic
    /// The accumulators are preset to it before the first chunk.
    case preset
  }

  /// When the row of a product is opened.
  public enum RowOpening: String, Sendable, CaseIterable {
    /// By its first column access.
    case onDemand
    /// As soon as the row before it is used up: before results are read and vectors are written to the global buffer.
    case ahead
  }

  public var name: String
  public var valueLayout: ValueLayout
  public var valueWrite: ValueWrite
  public var bias: Bias
  /// ASIC SRAM for partial results of a product, bytes: a product works in tiles of outputs that fit.
  public var partialBufferBytes: Int
  /// ASIC SRAM for scores, bytes: attention works in groups of heads, or tiles of tokens, that fit.
  public var scoreBufferBytes: Int
  /// ASIC SRAM for biases, gains and layer norm biases, bytes: consecutive uses are loaded together while they fit.
  public var parameterBufferBytes: Int
  public var schedule: Schedule
  public var rowOpening: RowOpening

  public init(
    name: String = "paper", valueLayout: ValueLayout = .interleaved, valueWrite: ValueWrite = .allBanks,
    bias: Bias = .asic, partialBufferBytes: Int = 32 << 10, scoreBufferBytes: Int = 32 << 10,
    parameterBufferBytes: Int = 64 << 10, schedule: Schedule = .serial,
    rowOpening: RowOpening = .onDemand
  ) {
    self.name = name
    self.valueLayout = valueLayout
    self.valueWrite = valueWrite
    self.bias = bias
    self.partialBufferBytes = partialBufferBytes
    self.scoreBufferBytes = scoreBufferBytes
    self.parameterBufferBytes = parameterBufferBytes
    self.schedule = schedule
    self.rowOpening = rowOpening
  }
}
