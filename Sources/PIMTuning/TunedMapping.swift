internal import PIMConfiguration
internal import PIMExperiments
internal import PIMReports

/// The best mapping of a search as a file, with what other values cost.
struct TunedMapping {
  private let space: Space
  private let search: Search
  private let tuning: Tuning
  private let best: Prefix
  private let gap: Double

  init(_ search: Search, _ tuning: Tuning, _ certificate: Certificate) {
    (space, self.search, self.tuning) = (tuning.space, search, tuning)
    (best, gap) = (certificate.best, certificate.gap)
  }

  /// The file's text.
  ///
  /// - Parameters:
  ///   - name: the mapping's name.
  ///   - base: the reference to the mapping that the space begins with; nil if it is no reference.
  ///   - certificate: the name of the certificate's file.
  func yaml(name: String, base: String?, certificate: String) -> String {
    let proof =
      gap == 0
      ? "no mapping of the space is better" : "the best possible is at most \(NumberText.percent(gap)) less"
    var text =
      "# The mapping of least \(tuning.objective.rawValue) found for \(tuning.subject.name) in the space \(space.name); \(proof).\n"
    text += "# Behind a key: what another value costs, with all others as they are. Made by `pimgpt tune`; "
    text += "proof in \(certificate).\n"
    var root = Tree()
    if let base {
      root.add([Resolver.extendsKey], base)
      root.add(["name"], Self.quoted(name))
    } else {
      // A mapping without a name of its own is written whole.
      for entry in tuning.mapping.mapping?.entries ?? [] where entry.key.name != ProvenanceForm.key {
        root.add(
          [entry.key.name],
          entry.key.name == "name" ? Self.quoted(name) : entry.value.scalar.map { Self.quoted($0.text) } ?? "")
      }
    }
    root.add(
      [ProvenanceForm.key],
      "{source: \"measured: pimgpt tune, \(search.points.count) of \(space.count) points run\", certainty: measured}"
    )
    for (index, choice) in space.choices.enumerated() where best[index] != Space.absent {
      let value = choice.values[best[index]]
      let keys = choice.path.components.map { component in
        if case .key(let key) = component { key } else { "" }
      }
      // Null leaves out a key that the base may have.
      root.add(keys, value.isNull ? "null" : Self.quoted(Space.label(value)), remark(on: index))
    }
    return text + root.text
  }

  /// What the other values of a choice cost.
  private func remark(on index: Int) -> String {
    guard let own = search.points[best]?.cost(tuning.objective) else { return "" }
    let others = space.choices[index].values.indices.compactMap { value -> String? in
      guard value != best[index] else { return nil }
      var wanted = zip(best, space.start).map { $0 == Space.absent ? $1 : $0 }
      wanted[index] = value
      let label = space.choices[index].labels[value]
      switch search.points[space.point(wanted)] {
      case nil: return nil
      case .impossible?: return "\(label): does not fit"
      case let outcome?:
        guard let cost = outcome.cost(tuning.objective) else { return nil }
        return "\(label): \(Self.change(cost.over(own)))"
      }
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
    let isPlain = !text.isEmpty && text.utf8.allSatisfy { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || " -_./".utf8.contains(byte)
    }
    let isTrimmed = text.first != " " && text.last != " " && !text.hasPrefix("-")
    return isPlain && isTrimmed
      ? text : "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }

  /// Keys with values or further keys, in the order of their first use.
  private struct Tree {
    private var entries: [(key: String, value: String, remark: String, below: [Int])] = []
    private var children: [Tree] = []

    mutating func add(_ keys: [String], _ value: String, _ remark: String = "") {
      guard let first = keys.first else { return }
      if keys.count == 1 {
        // A value of the base that the search changes stands once.
        if let known = entries.firstIndex(where: { $0.key == first && $0.below.isEmpty }) {
          entries[known] = (first, value, remark, [])
        } else {
          entries.append((first, value, remark, []))
        }
        return
      }
      let index: Int
      if let known = entries.firstIndex(where: { $0.key == first && !$0.below.isEmpty }) {
        index = entries[known].below[0]
      } else {
        index = children.count
        children.append(Tree())
        entries.append((first, "", "", [index]))
      }
      children[index].add(Array(keys.dropFirst()), value, remark)
    }

    var text: String { lines(0).joined() }

    private func lines(_ indent: Int) -> [String] {
      let space = String(repeating: " ", count: indent)
      return entries.flatMap { entry -> [String] in
        if let child = entry.below.first {
          return ["\(space)\(entry.key):\n"] + children[child].lines(indent + 2)
        }
        let remark = entry.remark.isEmpty ? "" : "  # \(entry.remark)"
        return ["\(space)\(entry.key): \(entry.value)\(remark)\n"]
      }
    }
  }
}
