public import Configuration

/// A resolved document as reports carry it: values, hash and sources.
public struct ResolvedConfiguration {
  /// With defaults filled in and the source of every value.
  public let document: Node

  public init(_ document: Node) { self.document = document }

  /// SHA-256 of the values: equal for documents that mean the same, however they are written.
  public var hash: String { resolvedHash(of: document) }

  /// The values that somebody assumed: what a reader of a result should know first.
  public var assumptions: [ResolvedConstant] { constants.filter { $0.certainty == .assumed } }

  /// The values that have a source of their own, and those of the command line: all but what is merely written down.
  public var sourced: [ResolvedConstant] {
    constants.filter {
      ($0.certainty != .user && $0.certainty != .builtIn) || $0.mark.file == nil && $0.certainty == .user
    }
  }

  private var constants: [ResolvedConstant] { ResolvedConstant.all(in: document) }

  func write(to json: inout JSONWriter) throws(JSONWriter.Failure) {
    try json.object("configuration") { json throws(JSONWriter.Failure) in
      json.member("sha256", hash)
      json.key("document")
      try Self.write(document, to: &json)
      json.array("sources") { json in for constant in sourced { Self.write(constant, to: &json) } }
    }
    json.array("assumptions") { json in for constant in assumptions { Self.write(constant, to: &json) } }
  }

  private static func write(_ constant: ResolvedConstant, to json: inout JSONWriter) {
    json.object { json in
      json.member("path", constant.path.description)
      json.member("value", constant.value)
      json.member("source", constant.source)
      json.member("certainty", constant.certainty.rawValue)
    }
  }

  /// Numbers and booleans as such; quantities as text with their unit.
  private static func write(_ node: Node, to json: inout JSONWriter) throws(JSONWriter.Failure) {
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
    case .scalar(let scalar):
      if scalar.isNull {
        json.null()
      } else if scalar.isPlain, scalar.text == "true" || scalar.text == "false" {
        json.value(scalar.text == "true")
      } else if scalar.isPlain, let integer = Int64(scalar.text) {
        json.value(integer)
      } else if scalar.isPlain, scalar.text.utf8.allSatisfy("0123456789+-.eE".utf8.contains),
        let number = Double(scalar.text), number.isFinite
      {
        try json.value(number)
      } else {
        json.value(scalar.text)
      }
    }
  }
}
