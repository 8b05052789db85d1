/// A node on its way to becoming a value: it knows its path, so that what is wrong with it can be said.
public struct Value {
  /// The node that is to be read.
  public let node: Node
  /// Where it is in its document.
  public let path: ConfigurationPath
  let record: DecodingRecord?

  init(_ node: Node, path: ConfigurationPath, record: DecodingRecord?) {
    self.node = node
    self.path = path
    self.record = record
  }

  /// Where it is written.
  public var mark: Mark { node.mark }

  /// Where the value comes from; by itself it comes from the user.
  public var provenance: Provenance { node.resolvedProvenance }

  /// Reads the value in one of its forms.
  public func decode<Decoded>(_ form: Form<Decoded>) throws(ConfigurationError) -> Decoded {
    let result = try form.read(self)
    record?.use(form.write(result), at: path, mark: mark)
    return result
  }

  /// A whole number.
  public func integer(in range: ClosedRange<Int> = 0...Int.max) throws(ConfigurationError) -> Int {
    try decode(.integer(in: range))
  }

  /// Text, quoted or not.
  public func text() throws(ConfigurationError) -> String { try decode(.text) }

  /// `true` or `false`.
  public func boolean() throws(ConfigurationError) -> Bool { try decode(.boolean) }

  /// A time, not negative unless the range says so.
  public func time(in range: ClosedRange<Picoseconds>? = nil) throws(ConfigurationError) -> Picoseconds {
    try decode(.quantity(in: range))
  }

  /// One of the raw values of an enumeration.
  public func choice<Choice: CaseIterable & RawRepresentable>(_ type: Choice.Type) throws(ConfigurationError)
    -> Choice
  where Choice.RawValue == String { try decode(.choice()) }

  /// A cursor over the keys.
  public func section() throws(ConfigurationError) -> Section {
    guard let mapping = node.mapping else { throw wrongType("a mapping") }
    return Section(mapping, mark: node.mark, path: path, record: record)
  }

  /// The elements.
  public func list() throws(ConfigurationError) -> [Value] {
    guard let nodes = node.sequence else { throw wrongType("a list") }
    return nodes.enumerated().map { Value($1, path: path.appending(index: $0), record: record) }
  }

  /// An error at this value.
  public func error(
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
  ///   - path: where the node is in its document.
  ///   - record: remembers the defaults that were used; see `DecodingRecord`.
  /// - Throws: if the node is no mapping.
  public func mapping(
    at path: ConfigurationPath = ConfigurationPath(), record: DecodingRecord? = nil
  ) throws(ConfigurationError) -> Section {
    try value(at: path, record: record).section()
  }

  /// Starts decoding any node.
  public func value(at path: ConfigurationPath = ConfigurationPath(), record: DecodingRecord? = nil) -> Value
  {
    Value(self, path: path, record: record)
  }
}
