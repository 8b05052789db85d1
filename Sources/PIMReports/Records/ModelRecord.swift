package import PIMWorkload

/// The shape of a model as it appears in reports.
public struct ModelRecord: Sendable, Hashable {
  /// The model's name.
  public let name: String
  /// The number of decoder layers.
  public let layers: Int
  /// Elements of the residual stream.
  public let width: Int
  /// Attention heads of a layer.
  public let heads: Int
  /// Elements of a head.
  public let headWidth: Int
  /// Elements of the feed-forward network's hidden layer.
  public let ffnWidth: Int
  /// The number of tokens in the vocabulary.
  public let vocabulary: Int
  /// The number of positions that the model has embeddings for.
  public let contextLimit: Int
  /// Parameters of the decoder layers alone.
  public let layerParameters: Int
  /// Parameters of the whole model.
  public let totalParameters: Int
  /// Settings of the model's source that were waved through by `--assume`, as sentences.
  public let assumptions: [String]

  package init(
    name: String, layers: Int, width: Int, heads: Int, headWidth: Int, ffnWidth: Int, vocabulary: Int,
    contextLimit: Int, layerParameters: Int, totalParameters: Int, assumptions: [String] = []
  ) {
    self.name = name
    self.layers = layers
    self.width = width
    self.heads = heads
    self.headWidth = headWidth
    self.ffnWidth = ffnWidth
    self.vocabulary = vocabulary
    self.contextLimit = contextLimit
    self.layerParameters = layerParameters
    self.totalParameters = totalParameters
    self.assumptions = assumptions
  }
}

extension ModelRecord {
  package init(_ model: ModelDescription, assumptions: [String] = []) {
    self.init(
      name: model.name, layers: model.layers, width: model.width, heads: model.heads,
      headWidth: model.headWidth, ffnWidth: model.ffnWidth, vocabulary: model.vocabulary,
      contextLimit: model.contextLimit, layerParameters: model.layerParameters,
      totalParameters: model.totalParameters, assumptions: assumptions)
  }

  /// A sentence for each assumption.
  var assumptionSentences: [String] { assumptions.map { "Of the model, \($0)." } }
}
