/// How text becomes tokens, where a model says so.
public enum TokenEncoding: String, Sendable, Hashable, CaseIterable {
  /// Numbers without a meaning that is known here.
  case ids
  /// Bytes: token 65 is `A`.
  case bytes

  /// The largest vocabulary that can be bytes.
  public static let mostBytes = 256
}
