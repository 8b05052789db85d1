internal import PIMConfiguration

/// Rotary positions in `config.json`. Files of transformers 4 have `rope_theta` and `rope_scaling`, those of
/// 5 have all of it in `rope_parameters`.
extension HuggingFaceReader {
  /// The keys of a class for the base and for the share of a head that is rotated, with their defaults.
  struct RotaryKeys {
    var bases = ["rope_theta"]
    var base = 10_000.0
    /// Names of the share; empty for a class that rotates all of a head.
    var shares: [String] = []
    var share = 1.0
  }

  /// The keys that hold a mapping with kind and factors.
  private static let containers = ["rope_parameters", "rope_scaling"]

  /// Reads rotary positions.
  mutating func rotary(
    headWidth: Int, _ keys: RotaryKeys = RotaryKeys()
  ) throws(ConfigurationError) -> Rotary {
    var base = try value(
      "positions.base", keys.bases, .real(in: 1...1e12), default: keys.base)
    var hasBase = keys.bases.contains(where: isGiven)
    var share = try value(
      "positions.width", keys.shares.isEmpty ? ["partial_rotary_factor"] : keys.shares, .real(in: 0...1),
      default: keys.share)
    var hasShare = keys.shares.contains(where: isGiven)
    var scaling: (value: Rotary.Scaling?, container: String)?
    for container in HuggingFaceReader.containers {
      guard var own = try mapping(container) else { continue }
      if let inner = own.keys.first, try own.optionalSectionIfMapping(inner.name) != nil {
        throw own.error(inner.name, "not supported: a rotation of its own for each kind of layer")
      }
      if let inner = try own.optional("rope_theta", .real(in: 1...1e12)) {
        try agree(own, "rope_theta", inner, hasBase ? base : nil)
        (base, hasBase) = (inner, true)
        record("positions.base", from: container)
      }
      if let inner = try own.optional("partial_rotary_factor", .real(in: 0...1)) {
        try agree(own, "partial_rotary_factor", inner, hasShare ? share : nil)
        (share, hasShare) = (inner, true)
        record("positions.width", from: container)
      }
      let found = try self.scaling(&own, in: container)
      if let scaling, scaling.value != found {
        throw section.error(container, "means the same as \(scaling.container) and differs")
      }
      scaling = (found, container)
    }
    guard share == 1 || !keys.shares.isEmpty else {
      throw error("positions.width", "not supported: \(title) rotates whole heads", expected: "1")
    }
    // transformers rounds down: int(head_dim · share).
    let width = Int(Double(headWidth) * share)
    guard width >= 2, width % 2 == 0 else {
      throw error(
        "positions.width", "\(width) elements of a head of \(headWidth) cannot be rotated in pairs",
        expected: "a share that is an even number of elements")
    }
    return Rotary(width: width, base: Float(base), scaling: scaling?.value)
  }

  private func agree(
    _ section: Section, _ key: String, _ value: Double, _ other: Double?
  ) throws(ConfigurationError) {
    guard let other, other != value else { return }
    throw section.error(
      key, "means the same as the key outside and differs", found: "\(value)", expected: "\(other)")
  }

  /// Reads the kind of a scaling and its factors; nil for none.
  private mutating func scaling(
    _ own: inout Section, in container: String
  ) throws(ConfigurationError) -> Rotary.Scaling? {
    var kind = "default"
    var names: [String] = []
    for key in ["rope_type", "type"] {
      guard let value = try own.optional(key, .text) else { continue }
      if let first = names.first, value != kind {
        throw own.error(key, "means the same as \(first) and differs", found: value, expected: kind)
      }
      kind = value
      names.append(key)
    }
    for place in ["kind", "factor", "lowFrequencyFactor", "highFrequencyFactor", "originalContext"] {
      record("positions.scaling.\(place)", from: container)
    }
    let factors: ClosedRange<Double> = 1...1e6
    switch kind {
    case "default": return nil
    case "linear": return .linear(factor: Float(try own.real("factor", in: factors)))
    case "dynamic": return .dynamic(factor: Float(try own.real("factor", in: factors)))
    case "llama3":
      let key = "original_max_position_embeddings"
      let inner = try own.optional(key, .integer(in: 1...1 << 24))
      let outer = inner == nil ? try optional(nil, key, .integer(in: 1...1 << 24)) : nil
      guard let original = inner ?? outer else {
        throw own.error(key, "missing key", expected: "the context before the scaling")
      }
      return .llama3(
        factor: Float(try own.real("factor", in: factors)),
        lowFrequencyFactor: Float(try own.real("low_freq_factor", in: 0...1e6)),
        highFrequencyFactor: Float(try own.real("high_freq_factor", in: 0...1e6)), originalContext: original)
    case "yarn", "longrope", "su":
      let shown = kind == "yarn" ? "YaRN" : "LongRoPE"
      if isAssumed(container, "frequencies of \(shown) are simulated as plain ones") { return nil }
      throw own.error(
        names[0], "not supported: \(shown)", found: kind,
        expected:
          "one of default, linear, dynamic, llama3, or --assume \(container) to simulate plain frequencies")
    default:
      throw own.error(
        names[0], "not supported", found: kind, expected: "one of default, linear, dynamic, llama3")
    }
  }
}

extension Section {
  /// The mapping under a key; nil if the key is absent or its value is of another kind.
  fileprivate mutating func optionalSectionIfMapping(_ key: String) throws(ConfigurationError) -> Section? {
    guard let value = optionalValue(key), value.node.mapping != nil else { return nil }
    return try value.section()
  }
}
