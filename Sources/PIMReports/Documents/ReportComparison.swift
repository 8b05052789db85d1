internal import PIMConfiguration

/// Compares a report's file with the report that its primary numbers give: the same keys and values, in any
/// layout.
enum ReportComparison {
  /// The relative difference allowed between decimal fractions, which are rounded when they are written.
  private static let tolerance = 1e-9

  /// - Throws: `ConfigurationError` for the first difference in the order of the file.
  static func check(
    _ found: Node, against expected: Node, at path: ConfigurationPath = ConfigurationPath()
  ) throws(ConfigurationError) {
    switch (found.content, expected.content) {
    case (.mapping(let mapping), .mapping(let other)):
      // Keys are in the writer's order, or nearly: the search for each begins behind the last one found.
      var next = 0
      var known = 0
      for entry in mapping.entries {
        let ahead = other.entries[next...].firstIndex { $0.key.name == entry.key.name }
        guard let index = ahead ?? other.entries[..<next].firstIndex(where: { $0.key.name == entry.key.name })
        else {
          throw ConfigurationError(
            mark: entry.key.mark, path: path.appending(entry.key.name), what: "unknown key",
            expected: "a key of the schema; \(ReportReader.advice)",
            suggestion: NearMiss.suggestion(for: entry.key.name, among: other.entries.map(\.key.name)))
        }
        next = index + 1
        known += 1
        try check(entry.value, against: other.entries[index].value, at: path.appending(entry.key.name))
      }
      if known < other.entries.count,
        let missing = other.entries.first(where: { mapping.entry($0.key.name) == nil })
      {
        throw ConfigurationError(
          mark: found.mark, path: path.appending(missing.key.name), what: "missing key",
          expected: ReportReader.anything)
      }
    case (.sequence(let nodes), .sequence(let others)):
      guard nodes.count == others.count else {
        throw ConfigurationError(
          mark: found.mark, path: path, what: "wrong length", found: "\(nodes.count)",
          expected: "\(others.count); \(ReportReader.advice)")
      }
      for (index, (node, other)) in zip(nodes, others).enumerated() {
        try check(node, against: other, at: path.appending(index: index))
      }
    case (.scalar(let scalar), .scalar(let other)):
      if scalar == other || isClose(scalar, other) { return }
      throw difference(found, expected, path)
    default: throw difference(found, expected, path)
    }
  }

  private static func isClose(_ a: Node.Scalar, _ b: Node.Scalar) -> Bool {
    guard a.isPlain, b.isPlain, a.text.contains(where: { $0 == "." || $0 == "e" }) || b.text.contains("."),
      let x = Double(a.text), let y = Double(b.text), x.isFinite
    else { return false }
    return (x - y).magnitude <= tolerance * max(x.magnitude, y.magnitude)
  }

  private static func difference(_ found: Node, _ expected: Node, _ path: ConfigurationPath)
    -> ConfigurationError
  {
    ConfigurationError(
      mark: found.mark, path: path, what: "does not agree with the rest of the report",
      found: found.kindDescription, expected: "\(expected.kindDescription); \(ReportReader.advice)")
  }
}
