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
    let known = all.map(\.key)
    for key in keys.sorted() where !known.contains(key) {
      throw ConfigurationError(
        mark: Mark(option: "--assume \(key)"), what: "cannot be assumed",
        expected: "one of \(known.joined(separator: ", "))",
        suggestion: NearMiss.suggestion(for: key, among: known))
    }
  }
}
