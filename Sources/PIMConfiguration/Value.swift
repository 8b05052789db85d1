/// A node that is being decoded. It knows its path, so that errors can name it.
package struct Value {
  /// The node that is to be read.
  package let node: Node
  /// The path of the node in its document.
  package let path: ConfigurationPath
  let record: DecodingRecord?

  init(_ node: Node, path: ConfigurationPath, record: DecodingRecord?) {
    self.node = node
    self.path = path
    self.record = record
  }

  /// The place of the node.
  package var mark: Mark { node.mark }

  /// The provenance of the node; without one, the user's.
  package var provenance: Provenance { node.resolvedProvenance }

  /// Decodes the value in one of its forms.
  ///
  /// - Throws: an error if the value does not have the form.
  package func decode<Decoded>(_ form: Form<Decoded>) throws(ConfigurationError) -> Decoded {
    let result = try form.read(self)
    record?.use(form.write(result), at: path, mark: mark)
    return result
  }

  /// The value as an integer.
  ///
  /// - Throws: an error for another type, and outside the range.
  package func integer(in range: ClosedRange<Int> = 0...Int.max) throws(ConfigurationError) -> Int {
    try decode(.integer(in: range))
  }

  /// The value as a text, quoted or not.
  ///
  /// - Throws: an error for another type.
  package func text() throws(ConfigurationError) -> String { try decode(.text) }

  /// The value as a boolean, `true` or `false`.
  ///
  /// - Throws: an error for another type.
  package func boolean() throws(ConfigurationError) -> Bool { try decode(.boolean) }

  /// The value as a time, not negative unless the range allows it.
  ///
  /// - Throws: an error for another type, and outside the range.
  package func time(in range: ClosedRange<Picoseconds>? = nil) throws(ConfigurationError) -> Picoseconds {
    try decode(.quantity(in: range))
  }

  /// The value as one of the raw values of an enumeration.
  ///
  /// - Throws: an error for another type, and for an unknown choice.
  package func choice<Choice: CaseIterable & RawRepresentable>(_ type: Choice.Type) throws(ConfigurationError)
    -> Choice
  where Choice.RawValue == String { try decode(.choice()) }

  /// A cursor over the keys of the value.
  ///
  /// - Throws: an error if the value is no mapping.
  package func section() throws(ConfigurationError) -> Section {
    guard let mapping = node.mapping else { throw wrongType("a mapping") }
    return Section(mapping, mark: node.mark, path: path, record: record)
  }

  /// The elements of the value.
  ///
  /// - Throws: an error if the value is no list.
  package func list() throws(ConfigurationError) -> [Value] {
    guard let nodes = node.sequence else { throw wrongType("a list") }
    return nodes.enumerated().map { Value($1, path: path.appending(index: $0), record: record) }
  }

  /// An error at this value.
  package func error(
    _ what: String, found: String? = nil, expected: String? = nil, suggestion: String? = nil
  ) -> ConfigurationError {
    ConfigurationError(
      mark: mark, path: path, what: what, found: found, expected: expected, suggestion: suggestion)
  }

  func wrongType(_ expectation: String) -> ConfigurationError {
    error("wrong type", found: node.kindDescription, expected: expectation)
  }
}

extension Node {
  /// Starts decoding a mapping.
  ///
  /// - Parameters:
  ///   - path: the path of the node in its document.
  ///   - record: a record that notes values and defaults.
  /// - Throws: an error if the node is no mapping.
  package func mapping(
    at path: ConfigurationPath = ConfigurationPath(), record: DecodingRecord? = nil
  ) throws(ConfigurationError) -> Section {
    try value(at: path, record: record).section()
  }

  /// Starts decoding any node.
  package func value(at path: ConfigurationPath = ConfigurationPath(), record: DecodingRecord? = nil) -> Value
  {
    Value(self, path: path, record: record)
  }
}
