public import PIMConfiguration

extension Space {
  /// The largest number of points; a count beyond it could overflow.
  package static let mostPoints = 1 << 50

  /// Reads a space.
  ///
  /// - Parameter path: a preset such as `default`, the path of a file, or `-` for standard input.
  /// - Throws: everything that is unknown, missing, of the wrong type or contradictory in the file. Whether
  ///   the values are those of a mapping is found by `Tuning`.
  public init(path: String, library: PresetLibrary = .standard()) throws(ConfigurationError) {
    let file = try library.path(of: path, kind: .spaces)
    var name = FilePath.name(of: file)
    for ending in [".yaml", ".yml", ".json"] where name.hasSuffix(ending) { name.removeLast(ending.count) }
    try self.init(document: Document.load(path: file), name: name.isEmpty || name == "-" ? "space" : name)
  }

  /// Reads a space in memory.
  package init(document: Node, name: String) throws(ConfigurationError) {
    var section = try ProvenanceForm.apply(to: document).mapping()
    self.name = name
    description = try section.text("description", default: "")
    mapping = try section.value("mapping", expected: "a mapping: a preset, a path or a mapping").node
    var own = try section.section("choices")
    var choices: [Choice] = []
    for (key, value) in own.entries() { choices.append(try Space.choice(key, value, after: choices)) }
    guard !choices.isEmpty else {
      throw section.error(
        "choices", "no choice", expected: "keys of a mapping, each with a list of values")
    }
    try Space.checkCount(choices, section)
    var start = choices.map { _ in 0 }
    if var wanted = try section.optionalSection("start") {
      for (key, value) in wanted.entries() {
        guard let index = choices.firstIndex(where: { $0.path.description == key.name }) else {
          throw value.error(
            "no such choice", found: Node.shown(key.name),
            expected: "one of \(choices.map(\.path.description).joined(separator: ", "))",
            suggestion: NearMiss.suggestion(for: key.name, among: choices.map(\.path.description)))
        }
        start[index] = try Space.index(of: value, in: choices[index])
      }
    }
    try section.finish()
    (self.choices, self.start) = (choices, start)
  }

  private static func checkCount(_ choices: [Choice], _ section: Section) throws(ConfigurationError) {
    var most = 1
    for choice in choices {
      let (product, overflow) = most.multipliedReportingOverflow(by: choice.values.count)
      guard !overflow, product <= mostPoints else {
        throw section.error("choices", "too many points", expected: "at most 2^50")
      }
      most = product
    }
  }

  private static func choice(
    _ key: Node.Key, _ value: Value, after earlier: [Choice]
  ) throws(ConfigurationError) -> Choice {
    guard let path = ConfigurationPath(parsing: key.name) else {
      throw ConfigurationError(
        mark: key.mark, path: value.path, what: "malformed path",
        expected: "a key of a mapping, or keys with points between them, such as operators.head.tiles")
    }
    guard !["extends", "name", "provenance"].contains(key.name) else {
      throw ConfigurationError(
        mark: key.mark, path: value.path, what: "no choice of a mapping",
        expected: "a key that changes the program; mapping names what all points begin with")
    }
    guard !earlier.contains(where: { $0.path == path }) else {
      throw ConfigurationError(
        mark: key.mark, path: value.path, what: "chosen twice", expected: "each key once")
    }
    var conditions: [Condition] = []
    var list = value
    if value.node.mapping != nil {
      var section = try value.section()
      list = try section.value("values", expected: "a list of values")
      if var only = try section.optionalSection("only") {
        for (key, value) in only.entries() {
          guard let index = earlier.firstIndex(where: { $0.path.description == key.name }) else {
            throw value.error(
              "no choice before this one", found: Node.shown(key.name),
              expected: earlier.isEmpty
                ? "no condition on the first choice"
                : "one of \(earlier.map(\.path.description).joined(separator: ", "))")
          }
          var values: Set<Int> = []
          for element in value.node.sequence == nil ? [value] : try value.list() {
            values.insert(try Space.index(of: element, in: earlier[index]))
          }
          conditions.append(Condition(choice: index, values: values))
        }
      }
      try section.finish()
    }
    return Choice(path: path, values: try values(of: list), only: conditions)
  }

  private static func values(of list: Value) throws(ConfigurationError) -> [Node] {
    var values: [Node] = []
    var labels: Set<String> = []
    for element in try list.list() {
      guard element.node.scalar != nil else {
        throw element.error(
          "wrong type", found: element.node.kindDescription, expected: "a scalar; null leaves the key out")
      }
      guard labels.insert(label(element.node)).inserted else {
        throw element.error("value twice", found: Node.shown(label(element.node)), expected: "each value once")
      }
      values.append(element.node)
    }
    guard !values.isEmpty else { throw list.error("no values", expected: "a list of values") }
    return values
  }

  private static func index(of value: Value, in choice: Choice) throws(ConfigurationError) -> Int {
    let label = value.node.scalar == nil ? "" : Space.label(value.node)
    guard let index = choice.labels.firstIndex(of: label) else {
      throw value.error(
        "not a value of \(choice.path)", found: value.node.scalar == nil ? value.node.kindDescription : label,
        expected: "one of \(choice.labels.joined(separator: ", "))",
        suggestion: NearMiss.suggestion(for: label, among: choice.labels))
    }
    return index
  }
}
