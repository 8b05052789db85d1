package import PIMConfiguration

/// A key of a `config.json` whose unknown values may be waved through with `--assume KEY`, since they change
/// constants or one function of the ASIC, but no product, no cache and no parameter.
package struct AssumableKey: Sendable, Hashable {
  /// The key.
  package let key: String
  /// The values that are waved through, and what is simulated in their place.
  package let effect: String

  /// All keys that may be assumed.
  package static let all: [AssumableKey] =
    ["activation", "activation_function", "hidden_act", "hidden_activation"].map {
      AssumableKey(key: $0, effect: "an activation that is not known is simulated as tanh-GELU")
    }
    + ["rope_parameters", "rope_scaling"].map {
      AssumableKey(key: $0, effect: "frequencies of YaRN and LongRoPE are simulated as plain ones")
    } + [AssumableKey(key: "alibi", effect: "the scaled slopes of Falcon are simulated as plain ones")]

  /// Checks that keys may be assumed.
  ///
  /// - Throws: `ConfigurationError` for the first key, in the order of the alphabet, that may not.
  package static func check(_ keys: Set<String>) throws(ConfigurationError) {
    for key in keys.sorted() { try check(key, at: Mark(option: "--assume")) }
  }

  /// Checks that a key may be assumed.
  ///
  /// - Parameter mark: the place of the key, for the message.
  /// - Throws: `ConfigurationError` for a key that may not.
  package static func check(_ key: String, at mark: Mark) throws(ConfigurationError) {
    let known = all.map(\.key)
    guard !known.contains(key) else { return }
    throw ConfigurationError(
      mark: mark, what: "\(key) cannot be assumed", expected: "one of \(known.joined(separator: ", "))",
      suggestion: NearMiss.suggestion(for: key, among: known))
  }
}
