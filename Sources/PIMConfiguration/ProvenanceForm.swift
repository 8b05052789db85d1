/// The notation of provenance in documents.
///
///     tRP: {value: 12 ns, source: "Wu et al. 2024, Table 1", certainty: stated}
///
///     timing:
///       provenance: {source: "GDDR6 data sheet", certainty: vendor}  # for each value below without its own
///       tRC: 48 ns
package enum ProvenanceForm {
  /// The key whose value is the provenance of all values beside it and below.
  package static let key = "provenance"
  /// The key that makes a mapping a value with its provenance.
  package static let valueKey = "value"

  /// Removes the notation of provenance from a document and puts provenance on the scalars.
  ///
  /// A scalar without provenance is the user's, from its file and line.
  ///
  /// - Throws: an error for a source or certainty that is missing, unknown or empty, and for unknown keys
  ///   beside them.
  package static func apply(
    to node: Node, at path: ConfigurationPath = ConfigurationPath()
  ) throws(ConfigurationError) -> Node {
    try apply(to: node, at: path, inherited: nil)
  }

  private static func apply(
    to node: Node, at path: ConfigurationPath, inherited: Provenance?
  ) throws(ConfigurationError) -> Node {
    var result = node
    switch node.content {
    case .scalar:
      if node.provenance == nil {
        result.provenance = inherited ?? Provenance(source: node.mark.lineDescription, certainty: .user)
      }
    case .sequence(let nodes):
      var stamped: [Node] = []
      stamped.reserveCapacity(nodes.count)
      for (index, child) in nodes.enumerated() {
        stamped.append(try apply(to: child, at: path.appending(index: index), inherited: inherited))
      }
      result.content = .sequence(stamped)
    case .mapping(var mapping):
      if mapping[valueKey] != nil { return try value(mapping, of: node, at: path) }
      var provenance = inherited
      if let own = mapping[key] {
        var section = try own.mapping(at: path.appending(key))
        provenance = try read(&section)
        try section.finish()
        mapping.remove(key)
      }
      for index in mapping.entries.indices {
        let entry = mapping.entries[index]
        mapping.entries[index].value = try apply(
          to: entry.value, at: path.appending(entry.key.name), inherited: provenance)
      }
      result.content = .mapping(mapping)
    }
    return result
  }

  /// Decodes the mapping form of a value.
  private static func value(
    _ mapping: Node.Mapping, of node: Node, at path: ConfigurationPath
  ) throws(ConfigurationError) -> Node {
    var section = try node.mapping(at: path)
    let value = try section.value(valueKey, expected: "a value")
    let provenance = try read(&section)
    try section.finish()
    guard value.node.mapping == nil else {
      throw value.error("wrong type", found: "a mapping", expected: "a scalar or a list")
    }
    return try apply(to: value.node, at: path, inherited: provenance)
  }

  private static func read(_ section: inout Section) throws(ConfigurationError) -> Provenance {
    let source = try section.text("source")
    guard source.contains(where: { !$0.isWhitespace }) else {
      throw section.error("source", "empty text", expected: "where the value comes from")
    }
    let name = try section.text("certainty")
    guard let certainty = Certainty(rawValue: name), Certainty.writable.contains(certainty) else {
      let names = Certainty.writable.map(\.rawValue)
      throw section.error(
        "certainty", "unknown choice", found: "\"\(Node.shortened(name))\"",
        expected: "one of \(names.joined(separator: ", "))",
        suggestion: NearMiss.suggestion(for: name, among: names))
    }
    return Provenance(source: source, certainty: certainty)
  }
}

extension Node {
  /// The provenance; without one, the user's, from the file and line.
  var resolvedProvenance: Provenance {
    provenance ?? Provenance(source: mark.lineDescription, certainty: .user)
  }
}
