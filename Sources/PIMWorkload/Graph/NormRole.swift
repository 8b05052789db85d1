/// The place of a norm in a model.
public enum NormRole: Sendable, Hashable, CaseIterable {
  /// Before attention, before the feed-forward part, before the LM head.
  case attention, feedForward, final
  /// Before the first layer.
  case embedding
}
