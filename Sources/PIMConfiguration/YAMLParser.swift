import CPIMYAML

/// A libyaml parser with the bytes that it reads. The parser points into itself, so it keeps one place on the
/// heap.
struct YAMLParser: ~Copyable {
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let name: String

  /// - Parameter bytes: valid UTF-8 that outlives the parser.
  init(bytes: UnsafeBufferPointer<UInt8>, name: String) {
    self.name = name
    parser = .allocate(capacity: 1)
    precondition(yaml_parser_initialize(parser) == 1, "out of memory")
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
  }

  /// The next event and its place.
  ///
  /// - Throws: an error for broken YAML, anchors, aliases and tags.
  mutating func next() throws(ConfigurationError) -> (NodeBuilder.Event, Mark) {
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 1 else { throw failure() }
    defer { yaml_event_delete(&event) }
    let place = mark(event.start_mark)
    func refuse(_ what: String, _ expected: String) -> ConfigurationError {
      ConfigurationError(mark: place, what: what, expected: expected)
    }
    let anchor = "the value itself, or \"extends\""
    switch event.type {
    case YAML_STREAM_START_EVENT: return (.streamStart, place)
    case YAML_STREAM_END_EVENT: return (.streamEnd, place)
    case YAML_DOCUMENT_START_EVENT: return (.documentStart, place)
    case YAML_DOCUMENT_END_EVENT: return (.documentEnd, place)
    case YAML_ALIAS_EVENT: throw refuse("aliases are not supported", anchor)
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      if scalar.anchor != nil { throw refuse("anchors are not supported", anchor) }
      if scalar.tag != nil { throw refuse("tags are not supported", "a value without a tag") }
      let text = String(
        decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
      return (.scalar(Node.Scalar(text, isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE)), place)
    case YAML_SEQUENCE_START_EVENT:
      if event.data.sequence_start.anchor != nil { throw refuse("anchors are not supported", anchor) }
      if event.data.sequence_start.tag != nil {
        throw refuse("tags are not supported", "a value without a tag")
      }
      return (.sequenceStart, place)
    case YAML_SEQUENCE_END_EVENT: return (.sequenceEnd, place)
    case YAML_MAPPING_START_EVENT:
      if event.data.mapping_start.anchor != nil { throw refuse("anchors are not supported", anchor) }
      if event.data.mapping_start.tag != nil {
        throw refuse("tags are not supported", "a value without a tag")
      }
      return (.mappingStart, place)
    case YAML_MAPPING_END_EVENT: return (.mappingEnd, place)
    default: return (.streamEnd, place)
    }
  }

  /// Converts a mark of libyaml, which counts from 0, to one that counts from 1.
  private func mark(_ mark: yaml_mark_t) -> Mark {
    Mark(file: name, line: Int(mark.line) + 1, column: Int(mark.column) + 1)
  }

  private func failure() -> ConfigurationError {
    let state = parser.pointee
    let problem = state.problem.map { String(cString: $0) } ?? "unreadable"
    if state.error == YAML_MEMORY_ERROR {
      return ConfigurationError(mark: nil, what: "out of memory in \(name)")
    }
    if state.error == YAML_READER_ERROR {
      // The reader has no lines of its own, and runs ahead of the scanner.
      return ConfigurationError(
        mark: mark(state.mark), what: "broken YAML: \(problem)", expected: "text without control characters")
    }
    let place = mark(state.problem_mark)
    if problem == "found character that cannot start any token" {
      return ConfigurationError(
        mark: place, what: "broken YAML: a tab, \"@\", \"`\" or \"%\" cannot stand here",
        expected: "spaces for indentation, and quotes around such text")
    }
    var what = "broken YAML: \(problem)"
    if let context = state.context.map({ String(cString: $0) }) {
      what += " \(context)"
      if state.context_mark.line != state.problem_mark.line {
        what += " begun on line \(state.context_mark.line + 1)"
      }
    }
    return ConfigurationError(mark: place, what: what)
  }
}
