internal import PIMConfiguration
internal import PIMExperiments
internal import PIMHardware
internal import PIMReports
internal import PIMWorkload

/// The best mapping of a search as a file: all of its keys, with what other values of the choices cost.
struct TunedMapping {
  private let tuning: Tuning
  private let points: [Prefix: TuningRun.Outcome]
  private let best: Prefix
  private let gap: Double?

  init(_ search: Search, _ tuning: Tuning, _ certificate: Certificate) {
    (self.tuning, points) = (tuning, search.points)
    (best, gap) = (certificate.best, certificate.gap)
  }

  /// The file's text.
  ///
  /// - Parameters:
  ///   - name: the mapping's name.
  ///   - certificate: the name of the certificate's file.
  func yaml(name: String, certificate: String) -> String {
    let (space, base) = (tuning.space, tuning.base)
    let subject =
      ([tuning.subject.name] + tuning.subject.overrides).joined(separator: ", ").replacing("\n", with: " ")
    let proof =
      gap.map { "the best possible is at most \(NumberText.upTo($0)) less" } ?? "no mapping of the space is better"
    var root = Tree()
    root.add([], tuning.mapping)
    root.set(["name"], Self.quoted(name))
    root.set(
      [ProvenanceForm.key],
      "{source: \"measured: pimgpt tune, \(points.count) of \(space.count) points\", certainty: measured}")
    for (index, choice) in space.choices.enumerated() where best[index] != Space.absent {
      let value = choice.values[best[index]]
      let keys = choice.path.components.map { if case .key(let key) = $0 { key } else { "" } }
      root.set(keys, value.isNull ? nil : Self.quoted(Space.label(value)), remark(on: index))
    }
    return """
      # The mapping of least \(tuning.objective.rawValue) found for \(base.model.name) on \(base.system.name).
      # Experiment: \(subject); positions \(tuning.positions.lowerBound) to \(tuning.positions.upperBound - 1). Space: \(space.name); \(proof).
      # Beside a key: what another value costs, all others as they are. Made by `pimgpt tune`;
      # what it has shown is in \(certificate).

      """ + root.text
  }

  /// What the other values of a choice cost.
  private func remark(on index: Int) -> String {
    let space = tuning.space
    guard let own = points[best]?.cost(tuning.objective) else { return "" }
    let others = space.choices[index].values.indices.compactMap { value -> String? in
      guard value != best[index] else { return nil }
      var wanted = zip(best, space.start).map { $0 == Space.absent ? $1 : $0 }
      wanted[index] = value
      let label = space.choices[index].labels[value]
      guard let outcome = points[space.point(wanted)] else { return nil }
      guard let cost = outcome.cost(tuning.objective) else { return "\(label): does not fit" }
      return "\(label): \(Self.change(cost.over(own)))"
    }
    return others.joined(separator: ", ")
  }

  /// A ratio as a difference in percent, with its sign.
  private static func change(_ ratio: Double) -> String {
    let percent = (ratio - 1) * 100
    return (percent < 0 ? "-" : "+") + NumberText.fixed(abs(percent), abs(percent) < 0.1 ? 3 : 2) + " %"
  }

  /// A scalar that YAML reads as the same text.
  private static func quoted(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
        || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || " -_./".utf8.contains(byte)
    }
    let isTrimmed = !text.isEmpty && text.first != " " && text.last != " " && !text.hasPrefix("-")
    return isPlain && isTrimmed
      ? text : "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }

  /// Keys with values or further keys, in the order of their first use.
  private struct Tree {
    private struct Entry {
      let key: String
      /// The value; nil for a key that is left out, whose remark stands alone.
      var value: String?
      var remark = ""
      var below: Tree?
    }

    private var entries: [Entry] = []

    /// Adds what a mapping has, without provenance.
    mutating func add(_ keys: [String], _ node: Node) {
      for entry in node.mapping?.entries ?? [] where entry.key.name != ProvenanceForm.key && !entry.value.isNull {
        let path = keys + [entry.key.name]
        if let scalar = entry.value.scalar { set(path, TunedMapping.quoted(scalar.text)) } else { add(path, entry.value) }
      }
    }

    /// Sets a value, in the place of an earlier one.
    mutating func set(_ keys: [String], _ value: String?, _ remark: String = "") {
      guard let first = keys.first else { return }
      let index = entries.firstIndex { $0.key == first } ?? entries.count
      if index == entries.count { entries.append(Entry(key: first)) }
      if keys.count == 1 {
        (entries[index].value, entries[index].remark, entries[index].below) = (value, remark, nil)
      } else {
        var below = entries[index].below ?? Tree()
        below.set(Array(keys.dropFirst()), value, remark)
        (entries[index].value, entries[index].below) = (nil, below)
      }
    }

    var text: String { lines(indent: "", path: "").joined() }

    /// True if a key below has a value.
    private var hasValues: Bool { entries.contains { $0.value != nil || $0.below?.hasValues == true } }

    private func lines(indent: String, path: String) -> [String] {
      entries.flatMap { entry -> [String] in
        let name = path + entry.key
        if let below = entry.below {
          let own = below.lines(indent: indent + "  ", path: name + ".")
          return (below.hasValues ? ["\(indent)\(entry.key):\n"] : []) + own
        }
        let remark = entry.remark.isEmpty ? "" : "  # \(entry.remark)"
        if let value = entry.value { return ["\(indent)\(entry.key): \(value)\(remark)\n"] }
        return remark.isEmpty ? [] : ["\(indent)# \(name) is left out; \(entry.remark)\n"]
      }
    }
  }
}
