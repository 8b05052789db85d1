/// What a decoder computes besides its sizes: a set of features, each with the values that published families
/// need. The defaults are GPT-2's.
///
///     var features = ModelFeatures()
///     features.norm = Norm(kind: .rms, epsilon: 1e-5, hasBias: false)
///     features.positions = .rotary(Rotary(width: 64, base: 500_000))
public struct ModelFeatures: Sendable, Hashable {
  /// The norms before attention, before the feed-forward part and before the LM head.
  public var norm: Norm
  /// How the model knows the place of a token.
  public var positions: Positions
  /// The attention.
  public var attention: AttentionFeatures
  /// The feed-forward part.
  public var feedForward: FeedForwardFeatures
  /// The order of attention, feed-forward part and residual connections.
  public var residual: ResidualOrder
  /// What happens to a token's embedding before the first layer.
  public var embedding: EmbeddingFeatures
  /// The LM head.
  public var head: HeadFeatures

  /// Creates features; the defaults are GPT-2's.
  public init(
    norm: Norm = Norm(), positions: Positions = .learned(offset: 0),
    attention: AttentionFeatures = AttentionFeatures(),
    feedForward: FeedForwardFeatures = FeedForwardFeatures(), residual: ResidualOrder = .sequential,
    embedding: EmbeddingFeatures = EmbeddingFeatures(), head: HeadFeatures = HeadFeatures()
  ) {
    self.norm = norm
    self.positions = positions
    self.attention = attention
    self.feedForward = feedForward
    self.residual = residual
    self.embedding = embedding
    self.head = head
  }
}

/// A norm over the elements of a vector.
public struct Norm: Sendable, Hashable {
  /// The function.
  public enum Kind: String, Sendable, CaseIterable {
    /// (x − mean) / sqrt(variance + epsilon) · gain + bias.
    case layer
    /// x / sqrt(mean of x² + epsilon) · gain.
    case rms
  }

  /// The function.
  public var kind: Kind
  /// Addend to the variance, or to the mean square.
  public var epsilon: Float
  /// True if a bias is added; a layer norm may lack it, an RMS norm never has it.
  public var hasBias: Bool
  /// True if checkpoints store a gain less 1, as Gemma's do.
  public var hasUnitOffset: Bool

  /// Creates a norm.
  public init(kind: Kind = .layer, epsilon: Float = 1e-5, hasBias: Bool = true, hasUnitOffset: Bool = false) {
    self.kind = kind
    self.epsilon = epsilon
    self.hasBias = hasBias
    self.hasUnitOffset = hasUnitOffset
  }
}

/// How a model knows the place of a token.
public enum Positions: Sendable, Hashable {
  /// A row of a table for each position is added to the token's embedding; position p has row p + offset
  /// (OPT: 2).
  case learned(offset: Int)
  /// Queries and keys are rotated.
  case rotary(Rotary)
  /// Each score is reduced by the distance from query to key times a slope of the head.
  case alibi
  /// Nothing.
  case none
}

/// The attention, besides its heads.
public struct AttentionFeatures: Sendable, Hashable {
  /// True if query, key and value have biases.
  public var hasBias: Bool
  /// True if the projection back to the residual stream has a bias.
  public var hasOutputBias: Bool
  /// The factor of scores; nil for 1 / sqrt(head width).
  public var scale: Float?
  /// True if the scores of layer l, counted from 1, are divided by l (GPT-2's
  /// `scale_attn_by_inverse_layer_idx`).
  public var dividesByLayer: Bool
  /// Tokens that a query sees, its own and those right before it; nil for all.
  public var window: Int?
  /// Layers with the window, repeated as often as there are layers; empty for all layers.
  public var windowPattern: [Bool]
  /// True if each head of queries and keys is divided by its root mean square, before rotation (Qwen3). The
  /// epsilon is that of the norms.
  public var normsQueriesAndKeys: Bool

  /// Creates an attention.
  public init(
    hasBias: Bool = true, hasOutputBias: Bool = true, scale: Float? = nil, dividesByLayer: Bool = false,
    window: Int? = nil, windowPattern: [Bool] = [], normsQueriesAndKeys: Bool = false
  ) {
    self.hasBias = hasBias
    self.hasOutputBias = hasOutputBias
    self.scale = scale
    self.dividesByLayer = dividesByLayer
    self.window = window
    self.windowPattern = windowPattern
    self.normsQueriesAndKeys = normsQueriesAndKeys
  }

  /// The window of a layer; nil if its queries see all tokens.
  public func window(ofLayer layer: Int) -> Int? {
    windowPattern.isEmpty || windowPattern[layer % windowPattern.count] ? window : nil
  }
}

/// The feed-forward part, besides its width.
public struct FeedForwardFeatures: Sendable, Hashable {
  /// The non-linear function.
  public var activation: Activation
  /// True if the function of one product multiplies another product (GLU): activation(x · G) ⊙ (x · U).
  public var isGated: Bool
  /// True if the products have biases.
  public var hasBias: Bool

  /// Creates a feed-forward part.
  public init(activation: Activation = .geluTanh, isGated: Bool = false, hasBias: Bool = true) {
    self.activation = activation
    self.isGated = isGated
    self.hasBias = hasBias
  }
}

/// The order of attention, feed-forward part and residual connections.
public enum ResidualOrder: String, Sendable, CaseIterable {
  /// x ← x + attention(norm x), then x ← x + ffn(norm x).
  case sequential
  /// x ← x + attention(n) + ffn(n) with n = norm x: one norm.
  case parallel
  /// x ← x + attention(norm x) + ffn(norm' x): two norms of the same x.
  case parallelTwoNorms
}

/// What happens to a token's embedding before the first layer.
public struct EmbeddingFeatures: Sendable, Hashable {
  /// The factor of the token's row (Gemma: the root of the width).
  public var scale: Float
  /// True if the result is normed (BLOOM).
  public var hasNorm: Bool

  /// Creates the features.
  public init(scale: Float = 1, hasNorm: Bool = false) {
    self.scale = scale
    self.hasNorm = hasNorm
  }
}

/// The LM head.
public struct HeadFeatures: Sendable, Hashable {
  /// True if its matrix is the token embedding.
  public var isTied: Bool
  /// True if it has a bias.
  public var hasBias: Bool

  /// Creates a head.
  public init(isTied: Bool = true, hasBias: Bool = false) {
    self.isTied = isTied
    self.hasBias = hasBias
  }
}
