internal import PIMConfiguration

extension Section {
  /// The `type` of a component.
  ///
  /// - Throws: an error that names a type that is not supported.
  mutating func component(among types: [String]) throws(ConfigurationError) -> String {
    let value = try value("type", expected: "one of \(types.joined(separator: ", "))")
    let type = try value.text()
    guard types.contains(type) else {
      throw value.error(
        "not supported", found: Node.shown(type), expected: "one of \(types.joined(separator: ", "))")
    }
    return type
  }

  /// Reads the options of a ByteLevel component that only places in a text depend on.
  mutating func readByteLevelOptions() throws(ConfigurationError) {
    for key in ["add_prefix_space", "trim_offsets", "use_regex"] {
      _ = try boolean(key, default: true)
    }
  }

  /// A text as characters.
  ///
  /// - Throws: an error for a text of another length, in characters.
  mutating func scalars(
    _ key: String, count: ClosedRange<Int> = 0...1_000
  ) throws(ConfigurationError) -> [Unicode.Scalar] {
    let value = try value(key, expected: "text")
    let scalars = Array(try value.text().unicodeScalars)
    guard count.contains(scalars.count) else {
      throw value.error(
        "wrong length", found: "\(scalars.count) characters",
        expected: count.lowerBound == count.upperBound
          ? "\(count.lowerBound)" : "\(count.lowerBound) to \(count.upperBound)")
    }
    return scalars
  }

  /// One character.
  mutating func scalar(_ key: String) throws(ConfigurationError) -> Unicode.Scalar {
    try scalars(key, count: 1...1)[0]
  }

  /// A plain pattern, `{"String": …}`.
  ///
  /// - Throws: an error that names a regular expression, and for an empty pattern.
  mutating func plainPattern() throws(ConfigurationError) -> [Unicode.Scalar] {
    var pattern = try section("pattern")
    if let expression = pattern.optionalValue("Regex") {
      throw expression.error(
        "regular expression not supported here", found: Node.shown(try expression.text()),
        expected: "a plain pattern, {\"String\": …}")
    }
    let text = try pattern.scalars("String", count: 1...1_000)
    try pattern.finish()
    return text
  }
}

extension Value {
  /// The greatest factor by which a tokenizer may make a text grow.
  static var mostGrowth: Int { 1_000 }

  /// - Throws: an error if replacements make a text grow without measure.
  func check(growth: Int) throws(ConfigurationError) {
    guard growth <= Self.mostGrowth else {
      throw error(
        "replacements that make a text longer", found: "\(growth) times or more",
        expected: "at most \(Self.mostGrowth) times")
    }
  }
}

extension TextNormalizer {
  /// Reads a normalizer.
  init(decoding value: Value) throws(ConfigurationError) {
    var section = try value.section()
    switch try section.component(among: ["NFC", "Prepend", "Replace", "Sequence"]) {
    case "NFC": self = .formC
    case "Prepend": self = .prepend(try section.scalars("prepend"))
    case "Replace": self = .replace(try section.plainPattern(), by: try section.scalars("content"))
    default:
      var steps: [TextNormalizer] = []
      for value in try section.list("normalizers") { steps.append(try TextNormalizer(decoding: value)) }
      self = .sequence(steps)
    }
    try section.finish()
    try value.check(growth: growth)
  }
}

extension PreTokenizer {
  /// Reads a pre-tokenizer.
  ///
  /// - Parameter hasBytes: true if text is in the alphabet of bytes already.
  init(decoding value: Value, hasBytes: inout Bool) throws(ConfigurationError) {
    var section = try value.section()
    let types = ["ByteLevel", "Split", "Digits", "Punctuation", "Metaspace", "Sequence"]
    switch try section.component(among: types) {
    case "ByteLevel":
      if hasBytes { throw value.error("a second ByteLevel", expected: "one") }
      hasBytes = true
      let addsSpace = try section.boolean("add_prefix_space", default: true)
      _ = try section.boolean("trim_offsets", default: true)
      self = .byteLevel(addsSpace: addsSpace, splits: try section.boolean("use_regex", default: true))
    case "Split": self = try Self.split(&section)
    case "Digits": self = .digits(areApart: try section.boolean("individual_digits", default: false))
    case "Punctuation":
      self = .punctuation(try section.choice("behavior", SplitBehavior.self, default: .isolated))
    case "Metaspace":
      self = .metaspace(try Metaspace(decoding: &section))
    default:
      var steps: [PreTokenizer] = []
      for value in try section.list("pretokenizers") {
        steps.append(try PreTokenizer(decoding: value, hasBytes: &hasBytes))
      }
      self = .sequence(steps)
    }
    try section.finish()
  }

  private static func split(_ section: inout Section) throws(ConfigurationError) -> PreTokenizer {
    let behavior = try section.choice("behavior", SplitBehavior.self)
    let inverts = try section.boolean("invert", default: false)
    var pattern = try section.section("pattern")
    guard let expression = pattern.optionalValue("Regex") else {
      return .plain(try section.plainPattern(), behavior, inverts: inverts)
    }
    let text = try expression.text()
    guard let known = SplitPattern(exactly: text) else {
      throw expression.error(
        "regular expression not supported", found: "\"\(text)\"",
        expected:
          "the pattern of GPT-2, Llama 3, Qwen2 or BLOOM, or Falcon's \(SplitPattern.threeDigits.rawValue)")
    }
    try pattern.finish()
    return .pattern(known, behavior, inverts: inverts)
  }
}

extension SplitPattern {
  /// The pattern with a text, byte for byte; nil if it is not known.
  init?(exactly text: String) {
    guard let known = Self.allCases.first(where: { ExactText($0.rawValue) == ExactText(text) }) else {
      return nil
    }
    self = known
  }
}

extension Metaspace {
  /// Reads the options of a Metaspace.
  init(decoding section: inout Section) throws(ConfigurationError) {
    replacement = try section.scalar("replacement")
    // The older file has a boolean in place of the scheme.
    let adds = try section.optional("add_prefix_space", .boolean)
    _ = section.optionalValue("str_rep")
    let scheme = try section.optional("prepend_scheme", .choice(Prepending.self))
    if adds == false, let scheme, scheme != .never {
      throw section.error(
        "add_prefix_space", "contradicts prepend_scheme \(scheme.rawValue)", found: "false", expected: "true")
    }
    prepending = scheme ?? (adds == false ? .never : .always)
    splits = try section.boolean("split", default: true)
  }
}

extension TokenDecoder {
  /// Reads a decoder.
  init(decoding value: Value) throws(ConfigurationError) {
    var section = try value.section()
    let types = ["ByteLevel", "ByteFallback", "Fuse", "Strip", "Replace", "Metaspace", "Sequence"]
    switch try section.component(among: types) {
    case "ByteLevel":
      try section.readByteLevelOptions()
      self = .byteLevel
    case "ByteFallback": self = .byteFallback
    case "Fuse": self = .fuse
    case "Strip":
      self = .strip(
        try section.scalar("content"), start: try section.integer("start", default: 0),
        stop: try section.integer("stop", default: 0))
    case "Replace": self = .replace(try section.plainPattern(), by: try section.scalars("content"))
    case "Metaspace": self = .metaspace(try Metaspace(decoding: &section))
    default:
      var steps: [TokenDecoder] = []
      for value in try section.list("decoders") { steps.append(try TokenDecoder(decoding: value)) }
      self = .sequence(steps)
    }
    try section.finish()
    try value.check(growth: growth)
  }
}
