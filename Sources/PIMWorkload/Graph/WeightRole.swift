/// The role of a weight in a model, independent of its name in a checkpoint.
public enum WeightRole: Sendable, Hashable {
  /// A row for each token of the vocabulary.
  case tokenEmbedding
  /// A row for each position.
  case positionEmbedding
  /// The factors of a norm.
  case gain(NormRole)
  /// The addends of a norm.
  case shift(NormRole)
  /// The factors of a norm of each head of query or key.
  case headGain(HeadPart)
  /// The matrix of a product.
  case matrix(ProductRole)
  /// The bias of a product.
  case bias(ProductRole)
  /// Cosines and sines of each position: constants, which no checkpoint has.
  case rotation(Rotary)
  /// A slope for each head: constants, which no checkpoint has.
  case slopes

  /// True for a matrix whose rows are looked up.
  public var isEmbedding: Bool {
    switch self {
    case .tokenEmbedding, .positionEmbedding: true
    case .gain, .shift, .headGain, .matrix, .bias, .rotation, .slopes: false
    }
  }

  /// True for numbers that follow from the model (`GraphWeight.constants`).
  public var isConstant: Bool {
    switch self {
    case .rotation, .slopes: true
    case .tokenEmbedding, .positionEmbedding, .gain, .shift, .headGain, .matrix, .bias: false
    }
  }
}
