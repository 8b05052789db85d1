/// A decoder: its sizes, and what it computes (`ModelFeatures`); the features' defaults are those of GPT-2.
///
///     let small = try ModelDescription(
///       name: "gpt2-small", layers: 12, width: 768, heads: 12, vocabulary: 50257, contextLimit: 1024)
///
/// Sizes need not be multiples of anything. The one exception: without `headWidth`, `heads` must divide
/// `width`.
public struct ModelDescription: Sendable, Hashable {
  /// The name in reports and messages.
  public let name: String
  /// Number of layers.
  public let layers: Int
  /// Elements of the residual stream: d_model.
  public let width: Int
  /// Query heads of a layer.
  public let heads: Int
  /// Key and value heads of a layer. Query heads h · heads / keyValueHeads and those after it share key and
  /// value head h.
  public let keyValueHeads: Int
  /// Elements of one head's query, key and value.
  public let headWidth: Int
  /// Elements between the matrices of the feed-forward network: d_ff.
  public let ffnWidth: Int
  /// Entries of the token embedding, and outputs of the LM head.
  public let vocabulary: Int
  /// Positions that the model is made for.
  public let contextLimit: Int
  /// What the model computes.
  public let features: ModelFeatures
  /// The encoding of text as tokens. No computed value and no time depends on it.
  public let encoding: TokenEncoding

  /// Elements of all heads' queries: the inputs of the attention's projection.
  public var attentionWidth: Int { heads * headWidth }
  /// Elements of all heads' keys, and of all heads' values.
  public var keyValueWidth: Int { keyValueHeads * headWidth }
  /// Query heads that share a key and value head.
  public var queryGroup: Int { heads / keyValueHeads }
  /// Addend to the variance, or to the mean square, in a norm.
  public var normEpsilon: Float { features.norm.epsilon }

  /// Creates a description.
  ///
  /// - Parameters:
  ///   - headWidth: `width / heads` for nil.
  ///   - keyValueHeads: `heads` for nil.
  ///   - ffnWidth: `4 · width` for nil.
  /// - Throws: `WorkloadError` for a value that is not positive or too large, heads that do not divide the
  ///   width, a vocabulary of bytes with more tokens than there are bytes, and features that contradict each
  ///   other or the sizes.
  public init(
    name: String, layers: Int, width: Int, heads: Int, keyValueHeads: Int? = nil, headWidth: Int? = nil,
    ffnWidth: Int? = nil, vocabulary: Int, contextLimit: Int, features: ModelFeatures = ModelFeatures(),
    encoding: TokenEncoding = .ids
  ) throws(WorkloadError) {
    let sizes = [
      ("layers", layers), ("width", width), ("heads", heads), ("keyValueHeads", keyValueHeads ?? 1),
      ("headWidth", headWidth ?? 1), ("ffnWidth", ffnWidth ?? 1), ("vocabulary", vocabulary),
      ("contextLimit", contextLimit),
    ]
    for (key, value) in sizes where value < 1 {
      throw WorkloadError(
        "model \(name)", "\(key) is \(value)", expected: "a whole number of at least 1", key: key)
    }
    // The bounds keep every count of elements, bytes or multiply-accumulates of a run from overflowing.
    let attention = Int128(heads) * Int128(headWidth ?? max(1, width / heads))
    let hidden = Int128(ffnWidth ?? width) * (ffnWidth == nil ? 4 : 1)
    let perLayer = Int128(width) * (4 * attention + 3 * hidden)
    let elements = Int128(layers) * perLayer + Int128(width) * (2 * Int128(vocabulary) + Int128(contextLimit))
    guard attention <= 1 << 24, hidden <= 1 << 26, elements <= 1 << 44 else {
      throw WorkloadError(
        "model \(name)", "it has \(elements) parameters, and a key of \(attention)",
        expected: "at most 2^44 parameters, and 2^24 in a key")
    }
    guard headWidth != nil || width % heads == 0 else {
      throw WorkloadError(
        "model \(name)", "\(heads) heads do not divide a width of \(width)",
        expected: "headWidth, the elements of one head", key: "heads")
    }
    guard encoding != .bytes || vocabulary <= TokenEncoding.mostBytes else {
      throw WorkloadError(
        "model \(name)", "a vocabulary of \(vocabulary) is not bytes",
        expected: "encoding: ids, or at most \(TokenEncoding.mostBytes) tokens", key: "encoding")
    }
    self.name = name
    self.layers = layers
    self.width = width
    self.heads = heads
    self.keyValueHeads = keyValueHeads ?? heads
    self.headWidth = headWidth ?? width / heads
    self.ffnWidth = ffnWidth ?? 4 * width
    self.vocabulary = vocabulary
    self.contextLimit = contextLimit
    self.features = features
    self.encoding = encoding
    try checkFeatures()
  }
}
