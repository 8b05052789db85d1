public import PIMInstructions

/// The choices of a mapping. The defaults are those of `configs/mappings/paper.yaml`.
public struct MappingPolicy: Sendable, Hashable {
  /// The assignment of the value cache's units to channels.
  public enum ValueLayout: String, Sendable, CaseIterable {
    /// Unit u goes to channel u mod C.
    case interleaved
    /// Each channel gets a contiguous range of units, so a head's probabilities go to fewer global buffers.
    case blocked
    /// Under `attention: pipelined`, each channel gets a contiguous range of the units of each group of heads
    /// (`attentionGroups`), as far as the group has units. So channels have work on a group while the ASIC
    /// computes the softmax of the next. Under `sequential`, as `blocked`.
    case grouped
  }

  /// The commands that write a value vector, which has one element in each of its banks' rows.
  public enum ValueWrite: String, Sendable, CaseIterable {
    /// One WR_ABK writes one element in every bank.
    case allBanks
    /// One WR_SBK writes one element, with data masks.
    case masked
  }

  /// The unit that adds a bias.
  public enum Bias: String, Sendable, CaseIterable {
    /// The ASIC adds it in the SUM after the product.
    case asic
    /// The accumulators are preset to it before the first chunk.
    case preset
  }

  /// The time at which the row of a product is opened.
  public enum RowOpening: String, Sendable, CaseIterable {
    /// The first column access opens the row.
    case onDemand
    /// The row is opened as soon as the row before it is used up: before results are read and vectors are
    /// written to the global buffer.
    case ahead
  }

  /// The order of scores, softmax, context and cache writes.
  public enum Attention: String, Sendable, CaseIterable {
    /// Caches are written, and groups of heads follow one after the other.
    case sequential
    /// Scores of later groups precede the context of earlier ones, and values are written in between. So
    /// channels work during the ASIC's softmax.
    case pipelined
  }

  /// The distance from the scores of one head to those of the next, in ASIC SRAM.
  public enum ScoreRows: String, Sendable, CaseIterable {
    /// As many elements as there are tokens: two heads may share a granule of SRAM, whose writes wait for one
    /// another.
    case packed
    /// Whole granules of SRAM, as far as the score buffer has room for a head's.
    case aligned
  }

  /// The order of the scores of query heads that share a key head.
  public enum QueryOrder: String, Sendable, CaseIterable {
    /// Query by query, each over all keys.
    case heads
    /// Row by row: an open row serves every query in the global buffer.
    case rows
  }

  /// The time at which parameters are read into SRAM.
  public enum ParameterPrefetch: String, Sendable, CaseIterable {
    /// Parameters are read at their first use.
    case none
    /// Parameters are read at the first use of those before them, usually a norm, during which channels have
    /// no other work. The parameters of the first layer are read in the position before, so only the first
    /// load of a run is waited for.
    case ahead
  }

  /// The name in reports.
  public var name: String
  /// The assignment of the value cache's units to channels.
  public var valueLayout: ValueLayout
  /// The commands that write a value vector.
  public var valueWrite: ValueWrite
  /// The unit that adds a bias.
  public var bias: Bias
  /// ASIC SRAM for partial results of a product, in bytes. A product is divided into tiles of outputs that
  /// fit.
  public var partialBufferBytes: Int
  /// ASIC SRAM for scores, in bytes. Attention is divided into groups of heads, or tiles of tokens, that fit.
  public var scoreBufferBytes: Int
  /// ASIC SRAM for biases, gains and shifts, in bytes. Vectors of consecutive operators are loaded together
  /// if they fit.
  public var parameterBufferBytes: Int
  /// The rule by which operators wait for each other.
  public var schedule: Schedule
  /// The time at which the row of a product is opened.
  public var rowOpening: RowOpening
  /// The least number of parts of a product's outputs, as far as the product has slots. The ASIC sums and
  /// activates one part while channels work on the next.
  public var productTiles: Int
  /// The order of scores, softmax, context and cache writes.
  public var attention: Attention
  /// The least number of groups of heads under `attention: pipelined`, as far as there are heads. The key
  /// cache keeps the heads of a group together, and so does the value cache under `valueLayout: grouped`.
  public var attentionGroups: Int
  /// The distance from the scores of one head to those of the next.
  public var scoreRows: ScoreRows
  /// The order of the scores of query heads that share a key head.
  public var queryOrder: QueryOrder
  /// The largest number of query vectors of a key head that share the global buffer, as far as they fit. The
  /// key cache keeps as many key heads together as leave room for that.
  public var sharedQueries: Int
  /// The time at which parameters are read into SRAM.
  public var parameterPrefetch: ParameterPrefetch
  /// The least number of tokens for `attention: pipelined`; attention over fewer is sequential.
  public var pipelinedFrom: Int
  /// What is chosen for single operators.
  public var operators: [MappedOperator: OperatorChoice]

  /// Creates a policy; every default is that of `configs/mappings/paper.yaml`.
  public init(
    name: String = "paper", valueLayout: ValueLayout = .interleaved, valueWrite: ValueWrite = .allBanks,
    bias: Bias = .asic, partialBufferBytes: Int = 32 << 10, scoreBufferBytes: Int = 32 << 10,
    parameterBufferBytes: Int = 64 << 10, schedule: Schedule = .serial,
    rowOpening: RowOpening = .onDemand,
    productTiles: Int = 1, attention: Attention = .sequential, attentionGroups: Int = 1,
    queryOrder: QueryOrder = .rows, sharedQueries: Int = 64, parameterPrefetch: ParameterPrefetch = .none,
    pipelinedFrom: Int = 1, scoreRows: ScoreRows = .packed,
    operators: [MappedOperator: OperatorChoice] = [:]
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
    self.queryOrder = queryOrder
    self.sharedQueries = sharedQueries
    self.parameterPrefetch = parameterPrefetch
    self.pipelinedFrom = pipelinedFrom
    self.scoreRows = scoreRows
    self.operators = operators
  }
}
