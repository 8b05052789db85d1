internal import PIMConfiguration

extension BytePairModel {
  /// Reads the `model` of a tokenizer.json. Older files give no type.
  init(decoding section: Section) throws(ConfigurationError) {
    var section = section
    if section.contains("type") || !section.contains("merges") { _ = try section.component(among: ["BPE"]) }
    if let dropout = section.optionalValue("dropout"), try dropout.decode(.real()) != 0 {
      throw dropout.error("not supported", found: dropout.node.kindDescription, expected: "null")
    }
    for key in ["continuing_subword_prefix", "end_of_word_suffix"] {
      guard let affix = section.optionalValue(key), try !affix.text().isEmpty else { continue }
      throw affix.error("not supported", found: affix.node.kindDescription, expected: "null")
    }
    var options = Options()
    options.fallsBackToBytes = try section.boolean("byte_fallback", default: false)
    options.ignoresMerges = try section.boolean("ignore_merges", default: false)
    options.fusesUnknown = try section.boolean("fuse_unk", default: false)
    let unknown = section.optionalValue("unk_token")
    let tokens = try Self.tokens(section.value("vocab", expected: "a mapping of tokens to numbers"))
    let merges = try Self.merges(section.value("merges", expected: "a list of pairs"), tokens)
    if let unknown {
      options.unknown = tokens[ExactText(try unknown.text())]
      if options.unknown == nil {
        throw unknown.error(
          "not in the vocabulary", found: unknown.node.kindDescription, expected: "a token of vocab")
      }
    }
    try section.finish()
    self.init(tokens: tokens, merges: merges, options: options)
  }

  /// Reads a vocabulary: numbers by token.
  ///
  /// - Throws: an error for two tokens of one number, and for values that are no numbers.
  static func tokens(_ value: Value) throws(ConfigurationError) -> [ExactText: Int32] {
    guard let entries = value.node.mapping?.entries else {
      throw value.error("wrong type", found: value.node.kindDescription, expected: "a mapping")
    }
    var tokens: [ExactText: Int32] = [:]
    tokens.reserveCapacity(entries.count)
    var numbers: Set<Int32> = []
    numbers.reserveCapacity(entries.count)
    for entry in entries {
      func path() -> ConfigurationPath { value.path.appending(InputError.shortened(entry.key.name)) }
      guard let scalar = entry.value.scalar, scalar.isPlain, let number = Int32(scalar.text), number >= 0
      else {
        throw entry.value.value(at: path()).error(
          "wrong type", found: entry.value.kindDescription, expected: "a token number from 0 to \(Int32.max)")
      }
      guard numbers.insert(number).inserted else {
        throw entry.value.value(at: path()).error(
          "a number twice", found: "\(number)", expected: "another number for each token")
      }
      tokens[ExactText(entry.key.name)] = number
    }
    return tokens
  }

  /// Reads merges, each a text with a space in it or a list of two texts.
  private static func merges(
    _ value: Value, _ tokens: [ExactText: Int32]
  ) throws(ConfigurationError) -> [Pair: Merge] {
    guard let nodes = value.node.sequence else {
      throw value.error("wrong type", found: value.node.kindDescription, expected: "a list of pairs")
    }
    var table = MergeTable(tokens)
    for (index, node) in nodes.enumerated() {
      func fault(_ what: String, _ expected: String) -> ConfigurationError {
        node.value(at: value.path.appending(index: index)).error(
          what, found: node.scalar.map { Node.shown($0.text) } ?? node.kindDescription, expected: expected)
      }
      if let parts = node.sequence {
        guard parts.count == 2, let left = parts[0].scalar?.text, let right = parts[1].scalar?.text else {
          throw fault("malformed merge", "a list of two tokens")
        }
        if let missing = table.add(left, right) { throw fault(missing, "tokens of vocab") }
        continue
      }
      guard let line = node.scalar?.text else { throw fault("malformed merge", "two tokens") }
      guard let (left, right) = MergeTable.parts(of: line) else {
        if line.hasPrefix("#version") { continue }
        throw fault("malformed merge", "two tokens with a space between")
      }
      if line.hasPrefix("#version") { continue }
      if let missing = table.add(left, right) { throw fault(missing, "tokens of vocab") }
    }
    return table.merges
  }
}

/// A table of merges that is being read, in the order of their ranks.
struct MergeTable {
  private let tokens: [ExactText: Int32]
  private var rank: Int32 = 0
  private(set) var merges: [BytePairModel.Pair: BytePairModel.Merge] = [:]

  init(_ tokens: [ExactText: Int32]) { self.tokens = tokens }

  /// Adds a merge; of a pair that is there twice, the last counts.
  ///
  /// - Returns: the reason if a token is missing.
  mutating func add(_ left: String, _ right: String) -> String? {
    func missing(_ text: String) -> String { "a merge with a token that is missing, \(Node.shown(text))" }
    guard let first = tokens[ExactText(left)] else { return missing(left) }
    guard let second = tokens[ExactText(right)] else { return missing(right) }
    guard let result = tokens[ExactText(left + right)] else { return missing(left + right) }
    merges[BytePairModel.Pair(left: first, right: second)] = BytePairModel.Merge(rank: rank, token: result)
    rank += 1
    return nil
  }

  /// The two tokens of a line with one space; nil for another line.
  static func parts(of line: String) -> (String, String)? {
    let scalars = line.unicodeScalars
    guard let space = scalars.firstIndex(of: " "), scalars.lastIndex(of: " ") == space else { return nil }
    return (String(scalars[..<space]), String(scalars[scalars.index(after: space)...]))
  }
}
