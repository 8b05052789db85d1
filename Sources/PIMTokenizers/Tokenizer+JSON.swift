internal import PIMConfiguration

extension Tokenizer {
  static let fileName = "tokenizer.json"

  /// Reads a tokenizer.json of Hugging Face tokenizers.
  ///
  /// - Throws: an error at the component that is not supported or contradicts another.
  init(file: String) throws(ConfigurationError) {
    let root = try Document.load(path: file, syntax: .json, keys: .exact)
    try self.init(root, file: file)
  }

  /// Reads a tokenizer.json from memory.
  init(text: String, file: String) throws(ConfigurationError) {
    try self.init(
      Document.parse(bytes: Array(text.utf8), name: file, syntax: .json, keys: .exact), file: file)
  }

  private init(_ root: Node, file: String) throws(ConfigurationError) {
    var section = try root.mapping()
    if let version = section.optionalValue("version"), try version.text() != "1.0" {
      throw version.error("not supported", found: version.node.kindDescription, expected: "version 1.0")
    }
    for key in ["truncation", "padding"] {
      guard let value = section.optionalValue(key) else { continue }
      throw value.error("not supported", found: value.node.kindDescription, expected: "null")
    }
    let normalizer = try section.optionalValue("normalizer").map { value throws(ConfigurationError) in
      try TextNormalizer(decoding: value)
    }
    let preTokenizer = try section.optionalValue("pre_tokenizer").map { value throws(ConfigurationError) in
      var bytes = false
      return try PreTokenizer(decoding: value, hasBytes: &bytes)
    }
    let template = try section.optionalValue("post_processor").map { value throws(ConfigurationError) in
      try TokenTemplate(decoding: value)
    }
    let decoder = try section.optionalValue("decoder").map { value throws(ConfigurationError) in
      try TokenDecoder(decoding: value)
    }
    let model = try BytePairModel(decoding: section.section("model"))
    let added = try AddedToken.list(decoding: section.optionalList("added_tokens") ?? [], model, normalizer)
    try section.finish()
    self.init(
      file: file, model: model, added: added, normalizer: normalizer, preTokenizer: preTokenizer,
      decoder: decoder, template: template ?? TokenTemplate())
  }
}

extension AddedToken {
  /// The length of the longest content, in characters.
  private static let longest = 1_000

  /// Reads the added tokens. Numbers are the vocabulary's, or follow it, as the library gives them.
  static func list(
    decoding values: [Value], _ model: BytePairModel, _ normalizer: TextNormalizer?
  ) throws(ConfigurationError) -> [AddedToken] {
    var tokens: [AddedToken] = []
    var contents: Set<ExactText> = []
    var next = model.count
    for value in values {
      let token = try AddedToken(decoding: value)
      let count = token.content.unicodeScalars.count
      guard (1...longest).contains(count) else {
        throw value.error("content of \(count) characters", expected: "1 to \(longest)")
      }
      guard contents.insert(ExactText(token.content)).inserted else {
        throw value.error("added twice", found: Node.shown(token.content), expected: "each token once")
      }
      if token.isNormalized, normalizer?.normalized(Array(token.content.unicodeScalars)).isEmpty == true {
        throw value.error("nothing is left of the normalised content", expected: "text")
      }
      let number = model.token(token.content) ?? next
      guard number == token.id else {
        throw value.error(
          "the token \(Node.shown(token.content)) has another number", found: "\(token.id)",
          expected: model.token(token.content) == nil
            ? "\(number), the next behind the vocabulary" : "\(number), as in the vocabulary")
      }
      if number >= next { next = number + 1 }
      tokens.append(token)
    }
    return tokens
  }

  private init(decoding value: Value) throws(ConfigurationError) {
    var section = try value.section()
    id = try section.integer("id", in: 0...Int(Int32.max))
    content = try section.text("content")
    isSpecial = try section.boolean("special", default: false)
    isSingleWord = try section.boolean("single_word", default: false)
    stripsLeft = try section.boolean("lstrip", default: false)
    stripsRight = try section.boolean("rstrip", default: false)
    isNormalized = try section.boolean("normalized", default: !isSpecial)
    try section.finish()
  }
}

extension TokenTemplate {
  /// Reads a post-processor: what it puts in front of a text and behind it.
  init(decoding value: Value) throws(ConfigurationError) {
    self.init()
    var section = try value.section()
    switch try section.component(among: ["TemplateProcessing", "ByteLevel", "Sequence"]) {
    case "ByteLevel": try section.readByteLevelOptions()
    case "Sequence":
      for value in try section.list("processors") {
        let template = try TokenTemplate(decoding: value)
        leading = template.leading + leading
        trailing += template.trailing
      }
    default: try readTemplate(&section)
    }
    try section.finish()
  }

  private mutating func readTemplate(_ section: inout Section) throws(ConfigurationError) {
    let special = try section.optionalValue("special_tokens").map { value throws(ConfigurationError) in
      var tokens: [ExactText: [Int]] = [:]
      var names = try value.section()
      for (key, value) in names.entries() {
        var token = try value.section()
        _ = try token.text("id")
        _ = token.optionalValue("tokens")
        var numbers: [Int] = []
        for number in try token.list("ids") { numbers.append(try number.integer(in: 0...Int(Int32.max))) }
        try token.finish()
        tokens[ExactText(key.name)] = numbers
      }
      return tokens
    }
    // The template for pairs of texts is not used here.
    _ = section.optionalValue("pair")
    var isBehind = false
    let parts = try section.list("single")
    for part in parts {
      var entry = try part.section()
      if var sequence = try entry.optionalSection("Sequence") {
        let id = try sequence.text("id")
        guard id == "A", !isBehind else {
          throw part.error("template not supported", found: "Sequence \(id)", expected: "the Sequence A once")
        }
        isBehind = true
        _ = sequence.optionalValue("type_id")
        try sequence.finish()
      } else {
        var token = try entry.section("SpecialToken")
        let name = try token.text("id")
        _ = token.optionalValue("type_id")
        try token.finish()
        guard let numbers = special?[ExactText(name)] else {
          throw part.error(
            "unknown token in the template", found: Node.shown(name), expected: "a key of special_tokens")
        }
        if isBehind { trailing += numbers } else { leading += numbers }
      }
      try entry.finish()
    }
    guard isBehind else {
      throw section.error("single", "template not supported", expected: "the Sequence A once")
    }
  }
}
