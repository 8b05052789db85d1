package import PIMConfiguration
internal import PIMExperiments
internal import PIMReports

extension Certificate {
  private static let schema = "pimgpt-certificate"
  private static let version = 1

  /// The certificate as JSON. The last member is the SHA-256 of those before it.
  ///
  /// - Throws: a number that JSON cannot express.
  package func json() throws -> [UInt8] {
    var content = try content()
    content.removeLast(Certificate.end.count)
    return content + Certificate.tail(of: content)
  }

  /// The last member of a certificate and its end.
  private static func tail(of content: [UInt8]) -> [UInt8] {
    Array(",\n  \"sha256\": \"\(SHA256.hexadecimal(content))\"".utf8) + end
  }

  /// What a document ends with.
  private static let end = Array("\n}\n".utf8)

  private func content() throws -> [UInt8] {
    var json = JSONWriter()
    try json.object { json throws(JSONWriter.Failure) in
      json.member("schema", Certificate.schema)
      json.member("schema_version", Certificate.version)
      json.member("tool_version", Tool.version)
      json.object("experiment") { json in
        json.member("name", subject.name)
        json.member("is_model", subject.isModel)
        json.array("set") { json in for text in subject.overrides { json.value(text) } }
        json.member("configuration_sha256", configuration)
        json.member("first_position", positions.lowerBound)
        json.member("positions", positions.count)
      }
      json.member("objective", objective.rawValue)
      try json.object("space") { json throws(JSONWriter.Failure) in
        json.member("name", space.name)
        try space.write(to: &json)
      }
      json.member("points", space.count)
      if let gap { try json.member("gap", gap) } else { json.memberNull("gap") }
      json.member("best", Certificate.text(best))
      json.array("runs") { json in
        for (point, outcome) in runs {
          json.object { json in
            json.member("point", Certificate.text(point))
            TuningRun(key: "", title: "", outcome: outcome).write(to: &json)
          }
        }
      }
      json.array("subtrees") { json in
        for own in subtrees {
          json.object { json in
            json.member("latency_ps", own.latency)
            json.member("energy_yj", "\(own.energy)")
            json.array("behind") { json in for prefix in own.prefixes { json.value(Certificate.text(prefix)) } }
          }
        }
      }
    }
    return json.finish()
  }

  /// Indices of values with spaces between them; `-` for a choice that is absent.
  package static func text(_ prefix: Prefix) -> String {
    prefix.map { $0 == Space.absent ? "-" : "\($0)" }.joined(separator: " ")
  }

  /// Reads a certificate. The hash is checked; what the certificate says is not.
  ///
  /// - Throws: `ConfigurationError` for a file that is no certificate of this version, or was changed.
  package init(bytes: [UInt8], name: String) throws(ConfigurationError) {
    let document = try Document.parse(bytes: bytes, name: name, syntax: .json)
    var section = try document.mapping()
    let schema = try section.text("schema")
    guard schema == Certificate.schema else {
      throw section.error(
        "schema", "another kind of file", found: Node.shown(schema), expected: "\"\(Certificate.schema)\"")
    }
    _ = try section.integer("schema_version", in: Certificate.version...Certificate.version)
    let version = try section.text("tool_version")
    guard version == Tool.version else {
      throw section.error(
        "tool_version", "the certificate of another version", found: Node.shown(version),
        expected: "\"\(Tool.version)\"; search again")
    }
    let content = Array(bytes.dropLast(Certificate.tail(of: []).count))
    guard content + Certificate.tail(of: content) == bytes else { throw Certificate.changed(document) }
    var own = try section.section("experiment")
    var overrides: [String] = []
    subject = Tuning.Subject(try own.text("name"), isModel: try own.boolean("is_model"))
    for value in try own.list("set") { overrides.append(try value.text()) }
    subject.overrides = overrides
    configuration = try own.text("configuration_sha256")
    let first = try own.integer("first_position", in: 0...1 << 24)
    positions = first..<first + (try own.integer("positions", in: 1...1 << 24))
    try own.finish()
    do throws(InputError) {
      subject.positions = try PositionSelection(parsing: "\(positions.lowerBound)..\(positions.upperBound - 1)")
    } catch {
      throw section.error("experiment", error.what, expected: error.expected)
    }
    objective = try section.choice("objective", Objective.self)
    let spaceValue = try section.value("space", expected: "a space")
    var node = spaceValue.node
    var named = try spaceValue.section()
    let spaceName = try named.text("name")
    if var mapping = node.mapping {
      mapping = Node.Mapping(mapping.entries.filter { $0.key.name != "name" })
      node = Node(.mapping(mapping), mark: node.mark)
    }
    space = try Space(document: node, name: spaceName)
    let count = try section.integer("points")
    guard count == space.count else {
      throw section.error("points", "not the number of points", found: "\(count)", expected: "\(space.count)")
    }
    let gap = try section.optional("gap", .real())
    let wide = space.choices
    func prefix(_ value: Value, isPoint: Bool) throws(ConfigurationError) -> Prefix {
      let text = try value.text()
      let parts = text.split(separator: " ")
      let prefix = parts.map { $0 == "-" ? Space.absent : Int($0) ?? .max }
      let isWithin = prefix.count <= wide.count
        && zip(prefix, wide).allSatisfy { $0 == Space.absent || $1.values.indices.contains($0) }
      guard isWithin, !isPoint || prefix.count == wide.count, Certificate.text(prefix) == text else {
        throw value.error(
          isPoint ? "no point of the space" : "no beginning of a point", found: Node.shown(text),
          expected: "indices of values")
      }
      return prefix
    }
    best = try prefix(section.value("best", expected: "a point"), isPoint: true)
    runs = []
    for value in try section.list("runs") {
      var run = try value.section()
      let point = try prefix(run.value("point", expected: "a point"), isPoint: true)
      runs.append((point, try TuningRun.Outcome(&run)))
      try run.finish()
    }
    subtrees = []
    for value in try section.list("subtrees") {
      var own = try value.section()
      let latency = Int64(try own.integer("latency_ps", in: 0...Int.max))
      let text = try own.text("energy_yj")
      guard let energy = Int128(text), energy >= 0 else {
        throw own.error("energy_yj", "malformed number", found: Node.shown(text), expected: "whole yoctojoules")
      }
      var prefixes: [Prefix] = []
      for element in try own.list("behind") { prefixes.append(try prefix(element, isPoint: false)) }
      try own.finish()
      subtrees.append(Subtrees(latency: latency, energy: energy, prefixes: prefixes))
    }
    _ = try section.text("sha256")
    try section.finish()
    guard self.gap == gap else {
      throw section.error(
        "gap", "not what follows from runs and bounds", found: gap.map { "\($0)" } ?? "null",
        expected: self.gap.map { "\($0)" } ?? "null")
    }
    guard (try? json()) == bytes else {
      throw Certificate.changed(document)
    }
  }

  private static func changed(_ document: Node) -> ConfigurationError {
    ConfigurationError(
      mark: document.mark, what: "changed since it was written",
      expected: "the file as `tune` wrote it: restore it, or search again")
  }
}

extension Space {
  /// The same choices with another mapping to begin with.
  init(_ other: Space, mapping: Node) {
    (name, description, choices, start) = (other.name, other.description, other.choices, other.start)
    self.mapping = mapping
  }

  /// Writes the members of a space as a file has them.
  func write(to json: inout JSONWriter) throws(JSONWriter.Failure) {
    if !description.isEmpty { json.member("description", description) }
    json.key("mapping")
    try ConfigurationRecord.write(mapping, to: &json)
    try json.object("choices") { json throws(JSONWriter.Failure) in
      for choice in choices {
        try json.object("\(choice.path)") { json throws(JSONWriter.Failure) in
          try json.array("values") { json throws(JSONWriter.Failure) in
            for value in choice.values { try ConfigurationRecord.write(value, to: &json) }
          }
          if !choice.only.isEmpty {
            try json.object("only") { json throws(JSONWriter.Failure) in
              for own in choice.only {
                let other = choices[own.choice]
                try json.array("\(other.path)") { json throws(JSONWriter.Failure) in
                  for index in own.values.sorted() {
                    try ConfigurationRecord.write(other.values[index], to: &json)
                  }
                }
              }
            }
          }
        }
      }
    }
    try json.object("start") { json throws(JSONWriter.Failure) in
      for (choice, index) in zip(choices, start) {
        json.key("\(choice.path)")
        try ConfigurationRecord.write(choice.values[index], to: &json)
      }
    }
  }
}
