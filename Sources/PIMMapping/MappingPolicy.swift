public import PIMInstructions

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

  /// In which order scores, softmax, context and cache writes go.
  public enum Attention: String, Sendable, CaseIterable {
    /// Caches are written, then groups of heads go one after the other.
    case sequential
    /// Scores of later groups before the context of earlier ones, values written in between: the ASIC has a softmax to do
    /// while channels work on.
    case pipelined
  }

  /// When parameters are read into SRAM.
  public enum ParameterPrefetch: String, Sendable, CaseIterable {
    /// Where their use begins.
    case none
    /// Where the use of those before them begins, a layer norm as a rule: channels have nothing else to do then. Loads of
    /// the first layer of the next position are among them, so that only the first load of a run is waited for.
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
  /// Parts in which the outputs of a product are finished, at least, as far as it has slots: the ASIC sums and activates one while channels
  /// work on the next.
  public var productTiles: Int
  public var attention: Attention
  /// Groups of heads under `attention: pipelined`, at least, as far as there are heads; the key cache keeps the heads of a
  /// group together.
  public var attentionGroups: Int
  public var parameterPrefetch: ParameterPrefetch

  public init(
    name: String = "paper", valueLayout: ValueLayout = .interleaved, valueWrite: ValueWrite = .allBanks,
    bias: Bias = .asic, partialBufferBytes: Int = 32 << 10, scoreBufferBytes: Int = 32 << 10,
    parameterBufferBytes: Int = 64 << 10, schedule: Schedule = .serial,
    rowOpening: RowOpening = .onDemand,
    productTiles: Int = 1, attention: Attention = .sequential, attentionGroups: Int = 1,
    parameterPrefetch: ParameterPrefetch = .none
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
    self.productTiles = productTiles
    self.attention = attention
    self.attentionGroups = attentionGroups
    self.parameterPrefetch = parameterPrefetch
  }
}
