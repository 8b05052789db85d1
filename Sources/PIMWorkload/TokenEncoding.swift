/// The encoding of text as tokens that a model declares.
public enum TokenEncoding: String, Sendable, Hashable, CaseIterable {
  /// Numbers without a known meaning.
  case ids
  /// Bytes: token 65 is `A`.
  case bytes

  /// The largest vocabulary that can be bytes.
  package static let mostBytes = 256
}
