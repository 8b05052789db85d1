public import PIMConfiguration

/// The resolved configuration of a report: values, hash and sources.
public struct ConfigurationRecord: Sendable {
  /// A value and its source.
  public struct Constant: Sendable, Hashable {
    /// The path of the value, such as `system.timing.tRP`.
    public let path: String
    /// The value with its unit.
    public let value: String
    /// The publication or reasoning that the value is from.
    public let source: String
    /// The certainty of the source.
    public let certainty: Certainty
  }

  /// SHA-256 of the values, in hexadecimal.
  public let hash: String
  /// Values with defaults filled in, as `write` writes them.
  public let document: Node
  /// The values that have a source of their own, and those set on the command line.
  public let sources: [Constant]
  /// The values whose source is an assumption; a reader of a result should know them first.
  public let assumptions: [Constant]

  init(hash: String, document: Node, sources: [Constant], assumptions: [Constant]) {
    self.hash = hash
    self.document = document
    self.sources = sources
    self.assumptions = assumptions
  }

  /// The record of a resolved document.
  package init(_ configuration: ResolvedConfiguration) {
    self.init(
      hash: configuration.hash, document: configuration.document,
      sources: configuration.sourced.map(Constant.init),
      assumptions: configuration.assumptions.map(Constant.init))
  }

  package func write(to json: inout JSONWriter) throws(JSONWriter.Failure) {
    try json.object("configuration") { json throws(JSONWriter.Failure) in
      json.member("sha256", hash)
      json.key("document")
      try Self.write(document, to: &json)
      json.array("sources") { json in for constant in sources { Self.write(constant, to: &json) } }
    }
    json.array("assumptions") { json in for constant in assumptions { Self.write(constant, to: &json) } }
  }

  private static func write(_ constant: Constant, to json: inout JSONWriter) {
    json.object { json in
      json.member("path", constant.path)
      json.member("value", constant.value)
      json.member("source", constant.source)
      json.member("certainty", constant.certainty.rawValue)
    }
  }

  /// Writes numbers and booleans as such, and quantities as text with their unit. The written document has
  /// the same hash as the document that was read.
  package static func write(_ node: Node, to json: inout JSONWriter) throws(JSONWriter.Failure) {
    switch node.content {
    case .mapping(let mapping):
      try json.object { json throws(JSONWriter.Failure) in
        for entry in mapping.entries where !entry.value.isNull {
          json.key(entry.key.name)
          try write(entry.value, to: &json)
        }
      }
    case .sequence(let nodes):
      try json.array { json throws(JSONWriter.Failure) in for node in nodes { try write(node, to: &json) } }
    case .scalar(let scalar): try write(scalar, to: &json)
    }
  }

  private static func write(_ scalar: Node.Scalar, to json: inout JSONWriter) throws(JSONWriter.Failure) {
    // YAML numbers such as `1_024` may contain underscores.
    let digits = scalar.text.filter { $0 != "_" }
    if scalar.isNull {
      json.null()
    } else if scalar.isPlain, scalar.text == "true" || scalar.text == "false" {
      json.value(scalar.text == "true")
    } else if scalar.isPlain, ExactDecimal(scalar.text) != nil, let integer = Int64(digits) {
      json.value(integer)
    } else if scalar.isPlain, digits.utf8.allSatisfy("0123456789+-.eE".utf8.contains),
      let number = Double(digits), number.isFinite
    {
      try json.value(number)
    } else {
      json.value(scalar.text)
    }
  }

  /// A sentence with the number of assumed values and the command that lists them.
  ///
  /// - Parameter command: the command that shows the sources; nil for a report that was read from its file.
  func text(command: String?) -> String {
    let count = assumptions.count
    let assumed = count == 1 ? "1 value is" : "\(count) values are"
    let where_ =
      command.map { "`\($0)` names the source of every one" }
      ?? "the report's file names the source of every one"
    return "Configuration \(hash.prefix(12)): \(assumed) assumed; \(where_).\n"
  }
}

extension ConfigurationRecord.Constant {
  init(_ constant: ResolvedConstant) {
    self.init(
      path: constant.path.description, value: constant.value, source: constant.source,
      certainty: constant.certainty)
  }
}
