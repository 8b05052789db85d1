internal import PIMConfiguration
internal import PIMReports

/// The stored results of a suite.
struct StoredResults: Hashable, Sendable {
  static let schema = "pimgpt-regression"
  static let version = 2
  /// The version that kept of a configuration only its hash, and no row hits.
  static let versionWithoutConfigurations = 1
  private static let advice =
    "the file is not as pimgpt wrote it: write it anew with `pimgpt regress --bless`"

  var suite: String
  /// The program's version that wrote the file; nil for schema version 1, which does not say.
  var toolVersion: String?
  var cases: [StoredCase]

  init(suite: String, cases: [StoredCase]) {
    self.suite = suite
    toolVersion = Tool.version
    self.cases = cases
  }

  /// What a file of an earlier schema version lacks, and what to do about it; nil for one of this version.
  var lacks: String? {
    toolVersion == nil
      ? "it is of schema version 1, without configurations and row hits: no key can be named; --bless stores them"
      : nil
  }

  // MARK: Writing

  /// The file's content: the same bytes for the same results.
  func json() -> [UInt8] {
    JSONWriter.document(schema: Self.schema, version: Self.version) { json in
      json.member("suite", suite)
      json.member("tool_version", toolVersion ?? Tool.version)
      json.array("cases") { json in
        for (index, stored) in cases.enumerated() {
          json.object { json in
            json.member("name", stored.name)
            json.member("configuration_sha256", stored.hash)
            let earlier = cases[..<index].compactMap { old in old.configuration.map { (old.name, $0) } }
            stored.configuration?.write(to: &json, after: earlier)
            if let executed = stored.executed {
              json.object("executed") { json in
                json.member("positions", executed.positions)
                json.member("elements", executed.elements)
              }
            }
            json.array("points") { json in for point in stored.points { Self.write(point, to: &json) } }
          }
        }
      }
    }
  }

  private static func write(_ point: StoredPoint, to json: inout JSONWriter) {
    json.object { json in
      json.member("positions", point.name)
      json.member("latency_ps", point.latency)
      write("by_cause_ps", point.causes, to: &json)
      if let components = point.components {
        json.member("energy_yj", "\(components.total)")
        write("by_component_yj", components, to: &json)
      }
      json.member("commands", point.commands.total)
      write("by_kind", point.commands, to: &json)
      if let hits = point.rowHits {
        json.object("row_hits") { json in
          json.member("mac_accesses", hits.mac.accesses)
          json.member("mac_hits", hits.mac.hits)
          json.member("all_accesses", hits.all.accesses)
          json.member("all_hits", hits.all.hits)
        }
      }
    }
  }

  private static func write(_ name: String, _ breakdown: Breakdown, to json: inout JSONWriter) {
    json.object(name) { json in
      for (part, amount) in zip(breakdown.kind.names, breakdown.parts) {
        guard let amount, amount != 0 || breakdown.kind == .component else { continue }
        // Strings, since yoctojoules exceed the integers that JSON readers represent exactly.
        if breakdown.kind == .component {
          json.member(part.key, "\(amount)")
        } else {
          json.member(part.key, amount)
        }
      }
    }
  }

  // MARK: Reading

  /// Reads the file of a suite.
  ///
  /// - Throws: files of another kind, another version or another suite, numbers that do not add up, and
  ///   configurations without their hash.
  init(path: String, suite: String) throws(ConfigurationError) {
    var root = try Document.load(path: path, syntax: .json).mapping()
    let schema = try root.value("schema", expected: "\"\(Self.schema)\"")
    guard schema.node.scalar?.text == Self.schema else {
      throw schema.error(
        "no results of a suite", found: schema.node.kindDescription, expected: "\"\(Self.schema)\"")
    }
    let version = try root.value("schema_version", expected: "\(Self.version)")
    let isOld = version.node.scalar?.text == "\(Self.versionWithoutConfigurations)"
    guard isOld || version.node.scalar?.text == "\(Self.version)" else {
      throw version.error(
        "unknown schema version", found: version.node.kindDescription,
        expected: "\(Self.versionWithoutConfigurations) or \(Self.version); store anew with --bless")
    }
    self.suite = try root.text("suite")
    guard self.suite == suite else {
      throw root.error(
        "suite", "results of another suite", found: "\"\(self.suite)\"", expected: "\"\(suite)\"")
    }
    toolVersion = isOld ? nil : try root.text("tool_version")
    cases = []
    for value in try root.list("cases") {
      let stored = try Self.storedCase(value, after: cases, isOld: isOld)
      guard !cases.contains(where: { $0.name == stored.name }) else {
        throw value.error("second case \"\(stored.name)\"", expected: Self.advice)
      }
      cases.append(stored)
    }
    try root.finish()
  }

  private static func storedCase(
    _ value: Value, after earlier: [StoredCase], isOld: Bool
  ) throws(ConfigurationError) -> StoredCase {
    var section = try value.section()
    var stored = StoredCase(
      name: try section.text("name"), hash: try section.text("configuration_sha256"), configuration: nil,
      points: [], executed: nil)
    if !isOld {
      stored.configuration = try StoredConfiguration(
        decoding: &section, after: earlier, hash: stored.hash, advice: advice)
    }
    if var executed = try section.optionalSection("executed") {
      stored.executed = StoredCase.Executed(
        positions: try executed.integer("positions"), elements: try executed.integer("elements"))
      try executed.finish()
    }
    for point in try section.list("points") {
      stored.points.append(try StoredPoint(decoding: point, advice: advice))
    }
    try section.finish()
    return stored
  }
}
