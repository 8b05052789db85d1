internal import PIMConfiguration

extension StoredConfiguration {
  /// Writes the configuration, as its difference to an earlier case's where that takes fewer lines.
  ///
  /// - Parameter earlier: configurations of earlier cases, with the names of the cases.
  func write(to json: inout JSONWriter, after earlier: [(name: String, configuration: StoredConfiguration)]) {
    var best: (name: String, set: [Entry], without: [String])?
    var lines = size
    for (name, configuration) in earlier {
      let (set, without) = changes(from: configuration)
      let count = set.reduce(without.count + 1) { $0 + $1.content.size }
      if count < lines { (best, lines) = ((name, set, without), count) }
    }
    if let best { json.member("configuration_like", best.name) }
    json.object("configuration") { json in
      for entry in best?.set ?? entries {
        switch entry.content {
        case .text(let text): json.member(entry.path, text)
        case .lines(let lines):
          json.array(entry.path) { json in for line in lines { json.value(line) } }
        }
      }
    }
    if let without = best?.without, !without.isEmpty {
      json.array("configuration_without") { json in for path in without { json.value(path) } }
    }
  }

  /// Reads the configuration of a case.
  ///
  /// - Parameters:
  ///   - earlier: the cases before it.
  ///   - hash: the hash that the configuration has to have.
  /// - Throws: what is malformed, and a configuration that does not have the hash.
  init(
    decoding section: inout Section, after earlier: [StoredCase], hash: String, advice: String
  ) throws(ConfigurationError) {
    var base = Self.empty
    if let like = section.optionalValue("configuration_like") {
      let name = try like.text()
      guard let found = earlier.first(where: { $0.name == name })?.configuration else {
        throw like.error("no earlier case of this name", found: Node.shown(name), expected: advice)
      }
      base = found
    }
    let place = try section.value("configuration", expected: "values by path")
    var values = try place.section()
    var set: [Entry] = []
    for (key, value) in values.entries() {
      if value.node.sequence != nil {
        var lines: [String] = []
        for element in try value.list() { lines.append(try element.text()) }
        set.append(Entry(path: key.name, content: .lines(lines)))
      } else {
        set.append(Entry(path: key.name, content: .text(try value.text())))
      }
    }
    var without: [String] = []
    for element in try section.optionalList("configuration_without") ?? [] {
      without.append(try element.text())
    }
    self = base.applying(set, without: without)
    guard resolvedHash(of: try document(at: place.node.mark)) == hash else {
      throw place.error(
        "the values do not have the hash configuration_sha256",
        expected: "those of the stored result; \(advice)")
    }
  }
}
