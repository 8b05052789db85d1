package import PIMWorkload

/// The shape of a model as it appears in reports.
public struct ModelRecord: Sendable, Hashable {
  /// The model's name.
  public let name: String
  /// The number of decoder layers.
  public let layers: Int
  /// Elements of the residual stream.
  public let width: Int
  /// Query heads of a layer.
  public let heads: Int
  /// Key and value heads of a layer.
  public let keyValueHeads: Int
  /// Elements of a head.
  public let headWidth: Int
  /// Tokens that a query sees, by layer, 0 for all; empty if no layer has a window.
  public let windows: [Int]
  /// Elements of the tables' rows that a token and its position look up.
  public let embeddingElementsPerToken: Int
  /// Parameters of the nodes after the layers; a tied head's matrix is counted, since its product reads it.
  public let headParameters: Int
  /// Elements of the feed-forward network's hidden layer.
  public let ffnWidth: Int
  /// The number of tokens in the vocabulary.
  public let vocabulary: Int
  /// The number of positions that the model is made for.
  public let contextLimit: Int
  /// Parameters of the decoder layers alone.
  public let layerParameters: Int
  /// Parameters of the whole model.
  public let totalParameters: Int
  /// Norm, positions, activation and what is unusual, in a phrase; nil for GPT-2's.
  public let features: String?
  /// Settings of the model's source that were waved through by `--assume`, as sentences.
  public let assumptions: [String]

  /// Creates a record; what is nil is as in GPT-2.
  package init(
    name: String, layers: Int, width: Int, heads: Int, keyValueHeads: Int? = nil, headWidth: Int,
    windows: [Int] = [], ffnWidth: Int, vocabulary: Int, contextLimit: Int, layerParameters: Int,
    totalParameters: Int, embeddingElementsPerToken: Int? = nil, headParameters: Int? = nil,
    features: String? = nil, assumptions: [String] = []
  ) {
    self.name = name
    self.layers = layers
    self.width = width
    self.heads = heads
    self.keyValueHeads = keyValueHeads ?? heads
    self.windows = windows
    self.embeddingElementsPerToken = embeddingElementsPerToken ?? ModelRecord.rows(width: width)
    self.headParameters = headParameters ?? ModelRecord.head(width: width, vocabulary: vocabulary)
    self.headWidth = headWidth
    self.ffnWidth = ffnWidth
    self.vocabulary = vocabulary
    self.contextLimit = contextLimit
    self.layerParameters = layerParameters
    self.totalParameters = totalParameters
    self.features = features
    self.assumptions = assumptions
  }
}

extension ModelRecord {
  package init(_ model: ModelDescription, assumptions: [String] = []) {
    let graph = OperatorGraph(model, context: model.contextLimit)
    var gpt2 = ModelFeatures()
    gpt2.norm.epsilon = model.features.norm.epsilon
    let windows = graph.attention.map { $0.window ?? 0 }
    self.init(
      name: model.name, layers: model.layers, width: model.width, heads: model.heads,
      keyValueHeads: model.keyValueHeads, headWidth: model.headWidth,
      windows: windows.contains { $0 > 0 } ? windows : [], ffnWidth: model.ffnWidth,
      vocabulary: model.vocabulary, contextLimit: model.contextLimit,
      layerParameters: graph.layerParameters, totalParameters: graph.totalParameters,
      embeddingElementsPerToken: graph.embeddingElementsPerToken, headParameters: graph.headParameters,
      features: model.features == gpt2 ? nil : model.features.summary, assumptions: assumptions)
  }

  /// Elements of GPT-2's two rows: a token's and a position's. At most 2^25 of a valid model.
  package static func rows(width: Int) -> Int { width.multipliedReportingOverflow(by: 2).partialValue }

  /// Parameters of GPT-2's final norm, gain and bias, and of its tied head.
  package static func head(width: Int, vocabulary: Int) -> Int {
    vocabulary.addingReportingOverflow(2).partialValue.multipliedReportingOverflow(by: width).partialValue
  }

  /// Parameters, layers and what is not GPT-2's, in a phrase.
  var phrase: String {
    "\(NumberText.count(layerParameters)) parameters in "
      + (layers == 1 ? "1 layer" : "\(NumberText.count(layers)) layers") + (features.map { ": \($0)" } ?? "")
  }

  /// A sentence for each assumption.
  var assumptionSentences: [String] { assumptions.map { "Of the model, \($0)." } }
}
