/// A GPT-2 style decoder: pre-norm blocks, learned positions, biases everywhere, an LM head tied to the token
/// embedding.
///
///     let small = try ModelDescription(
///       name: "gpt2-small", layers: 12, width: 768, heads: 12, vocabulary: 50257, contextLimit: 1024)
///
/// Nothing has to be a multiple of anything, except that `width` must be divisible by `heads` where no
/// `headWidth` is given.
public struct ModelDescription: Sendable, Hashable {
  public let name: String
  public let layers: Int
  /// Elements of the residual stream: d_model.
  public let width: Int
  public let heads: Int
  /// Elements of one head's query, key and value.
  public let headWidth: Int
  /// Elements between the two matrices of the feed-forward network.
  public let ffnWidth: Int
  /// Entries of the token embedding, and outputs of the LM head.
  public let vocabulary: Int
  /// Positions that the model has an embedding for.
  public let contextLimit: Int
  /// Added to the variance in a layer norm.
  public let layerNormEpsilon: Float
  /// What its tokens are. Nothing that is computed or timed depends on it.
  public let encoding: TokenEncoding

  /// Elements of all heads' queries: what the attention's projection takes in.
  public var attentionWidth: Int { heads * headWidth }

  /// GPT-2's layer norm epsilon.
  public static let defaultLayerNormEpsilon: Float = 1e-5

  /// - Parameters:
  ///   - headWidth: default `width / heads`.
  ///   - ffnWidth: default `4 · width`.
  /// - Throws: `WorkloadError` for a value that is not positive, heads that do not divide the width, or more
  ///   tokens than bytes.
  public init(
    name: String, layers: Int, width: Int, heads: Int, headWidth: Int? = nil, ffnWidth: Int? = nil,
    vocabulary: Int, contextLimit: Int, layerNormEpsilon: Float = defaultLayerNormEpsilon,
    encoding: TokenEncoding = .ids
  ) throws(WorkloadError) {
    let sizes = [
      ("layers", layers), ("width", width), ("heads", heads), ("headWidth", headWidth ?? 1),
      ("ffnWidth", ffnWidth ?? 1), ("vocabulary", vocabulary), ("contextLimit", contextLimit),
    ]
    for (key, value) in sizes where value < 1 {
      throw WorkloadError(
        "model \(name)", "\(key) is \(value)", suggestion: "give a whole number of at least 1")
    }
    // So that no count of elements, bytes or multiply-accumulates of a run can overflow.
    let attention = Int128(heads) * Int128(headWidth ?? max(1, width / heads))
    let hidden = Int128(ffnWidth ?? width) * (ffnWidth == nil ? 4 : 1)
    let perLayer = Int128(width) * (4 * attention + 2 * hidden)
    let elements = Int128(layers) * perLayer + Int128(width) * (Int128(vocabulary) + Int128(contextLimit))
    guard attention <= 1 << 24, hidden <= 1 << 26, elements <= 1 << 44 else {
      throw WorkloadError(
        "model \(name)", "it has \(elements) parameters, and a key of \(attention)",
        suggestion: "at most 2^44 parameters, and 2^24 in a key")
    }
    guard layerNormEpsilon > 0, layerNormEpsilon.isFinite else {
      throw WorkloadError(
        "model \(name)", "layerNormEpsilon is \(layerNormEpsilon)", suggestion: "give a positive number")
    }
    guard headWidth != nil || width % heads == 0 else {
      throw WorkloadError(
        "model \(name)", "\(heads) heads do not divide a width of \(width)",
        suggestion: "give headWidth, the elements of one head")
    }
    guard encoding != .bytes || vocabulary <= TokenEncoding.mostBytes else {
      throw WorkloadError(
        "model \(name)", "a vocabulary of \(vocabulary) is not bytes",
        suggestion: "give encoding: ids, or at most \(TokenEncoding.mostBytes) tokens")
    }
    self.name = name
    self.layers = layers
    self.width = width
    self.heads = heads
    self.headWidth = headWidth ?? width / heads
    self.ffnWidth = ffnWidth ?? 4 * width
    self.vocabulary = vocabulary
    self.contextLimit = contextLimit
    self.layerNormEpsilon = layerNormEpsilon
    self.encoding = encoding
  }
}
