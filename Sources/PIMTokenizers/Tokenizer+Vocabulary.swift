internal import PIMConfiguration

extension Tokenizer {
  static let vocabularyName = "vocab.json"
  private static let mergesName = "merges.txt"
  private static let settingsName = "tokenizer_config.json"
  /// GPT-2's token for the end of a text.
  private static let endOfText = "<|endoftext|>"

  /// Reads vocab.json and merges.txt as GPT-2's tokenizer: bytes, split by GPT-2's pattern.
  ///
  /// `<|endoftext|>`, if it is in the vocabulary, is a special token. `tokenizer_config.json`, if it is
  /// there, can set `add_prefix_space`, and with `add_bos_token` puts `bos_token` in front of a text;
  /// nothing else of it is read.
  ///
  /// - Throws: an error with file and line for files that cannot be read and contradictions.
  init(vocabularyFolder folder: String) throws(ConfigurationError) {
    let path = FilePath.joining(folder, Self.vocabularyName)
    let root = try Document.load(path: path, syntax: .json, keys: .exact)
    let tokens = try BytePairModel.tokens(root.value())
    let model = BytePairModel(
      tokens: tokens, merges: try Self.merges(FilePath.joining(folder, Self.mergesName), tokens),
      options: BytePairModel.Options())
    var added: [AddedToken] = []
    if let id = model.token(Self.endOfText) { added.append(AddedToken(id: id, content: Self.endOfText)) }
    var template = TokenTemplate()
    var addsSpace = false
    let settings = FilePath.joining(folder, Self.settingsName)
    if FilePath.exists(settings) {
      var section = try Document.load(path: settings, syntax: .json, keys: .exact).mapping()
      addsSpace = try section.boolean("add_prefix_space", default: false)
      if try section.boolean("add_bos_token", default: false) {
        let (name, mark) = try Self.beginning(&section)
        guard let id = model.token(name) else {
          throw ConfigurationError(
            mark: mark, path: ConfigurationPath(keys: "bos_token"), what: "not in the vocabulary",
            found: Node.shown(name), expected: "a token of \(path)")
        }
        template.leading = [id]
        if name != Self.endOfText { added.append(AddedToken(id: id, content: name)) }
      }
    }
    self.init(
      file: path, model: model, added: added,
      preTokenizer: .byteLevel(addsSpace: addsSpace, splits: true), decoder: .byteLevel, template: template)
  }

  /// The token for the beginning: a text, or a mapping with its `content`.
  private static func beginning(_ section: inout Section) throws(ConfigurationError) -> (String, Mark) {
    let value = try section.value("bos_token", expected: "a token, for add_bos_token is true")
    guard value.node.mapping != nil else { return (try value.text(), value.mark) }
    var token = try value.section()
    return (try token.text("content"), value.mark)
  }

  /// Reads merges.txt: a merge a line, behind a first line `#version: …`.
  private static func merges(
    _ path: String, _ tokens: [ExactText: Int32]
  ) throws(ConfigurationError) -> [BytePairModel.Pair: BytePairModel.Merge] {
    let bytes: [UInt8]
    do {
      bytes = try FilePath.read(path, atMost: Document.largestFile, isInput: true)
    } catch {
      throw ConfigurationError(mark: nil, what: error.description)
    }
    var table = MergeTable(tokens)
    var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    for (index, line) in lines.enumerated() {
      func fault(_ what: String, found: String? = nil, _ expected: String) -> ConfigurationError {
        ConfigurationError(
          mark: Mark(file: path, line: index + 1, column: 1), what: what, found: found, expected: expected)
      }
      let line = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
      guard let text = String(validating: line, as: UTF8.self) else {
        throw fault("invalid UTF-8", "text encoded in UTF-8")
      }
      if text.hasPrefix("#version") { continue }
      guard let (left, right) = MergeTable.parts(of: text) else {
        throw fault("malformed merge", found: Node.shown(text), "two tokens with a space between")
      }
      if let missing = table.add(left, right) { throw fault(missing, "tokens of vocab.json") }
    }
    return table.merges
  }
}
