/// The outcome of a verification.
public struct VerificationResult: Sendable {
  /// Number of positions that were executed and compared as a whole.
  public var positions = 0
  /// Number of blocks executed.
  public var blocks = 0
  /// Number of instructions executed.
  public var instructions = 0
  /// Number of elements that were compared with Reference A and are equal bit for bit.
  public var elementsCompared = 0
  /// The reason of the failure; nil if everything agrees.
  public var failure: VerificationFailure?
  /// The difference of the logits from Reference B's; nil if the run has no LM head.
  public var logits: Divergence?
  /// The greatest absolute difference of the last residual streams from Reference B's.
  public var maximumHiddenDifference = 0.0
  /// The mean absolute difference of the last residual streams from Reference B's.
  public var meanHiddenDifference = 0.0
  /// The argmax of each position with an LM head.
  public var choices: [Int] = []

  /// True if everything agrees.
  public var passed: Bool { failure == nil }
  /// Creates the outcome of nothing compared.
  package init() {}
}
