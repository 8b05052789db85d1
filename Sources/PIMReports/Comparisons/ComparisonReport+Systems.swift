extension ComparisonReport {
  /// The most rows of a table unless all are asked for. With title, heads and notes the section stays under
  /// 40 lines.
  private static let mostRows = 29
  /// The most of them that are derived figures, timings, and rules.
  private static let (mostDerived, mostTimings, mostRules) = (20, 5, 9)
  /// The least share of a run at which a row is shown unasked.
  private static let leastWeight = 0.0005

  /// The machines side by side: a column for each; of two, how the second stands to the first. Nil if nothing
  /// differs.
  var systemTable: ComparisonTable? {
    guard let systems else { return nil }
    let shown = showsAll ? systems.rows : Self.selected(systems.rows)
    let isPair = systems.machines.count == 2
    let letters = systems.machines.map(Self.letter)
    let hasWeight = shown.contains { $0.weight != nil }
    let rows = shown.map { row -> [String] in
      let weight = hasWeight ? [row.weight.map(Self.weightText) ?? ""] : []
      let name = row.kind == .rule ? name(row) : row.name
      return [name] + row.values.map { shortened(Self.text($0, row.kind)) }
        + (isPair ? [Self.verdict(row, letters)] : []) + weight
    }
    return ComparisonTable(
      title: "Machines, by what they mean",
      columns: [""] + letters + (isPair ? ["\(letters[1]) against \(letters[0])"] : [])
        + (hasWeight ? ["at most"] : []),
      firstNumber: 1, rows: rows, note: Self.note(systems.rows, shown, hasWeight: hasWeight, isPair: isPair))
  }

  /// The derived figures, and the timings and rules that weigh most.
  private static func selected(_ rows: [SystemComparison.Row]) -> [SystemComparison.Row] {
    func weighty(_ kinds: [SystemComparison.Kind], _ most: Int) -> [SystemComparison.Row] {
      let found = rows.filter { kinds.contains($0.kind) && !$0.isMinor && ($0.weight ?? 0) >= leastWeight }
      return Array(found.prefix(most))
    }
    let shown =
      rows.filter { $0.kind == .derived }.prefix(mostDerived) + weighty([.timing], mostTimings)
    return Array(shown) + weighty([.rule], min(mostRules, mostRows - shown.count))
  }

  private static func note(
    _ all: [SystemComparison.Row], _ shown: [SystemComparison.Row], hasWeight: Bool, isPair: Bool
  ) -> String {
    var lines: [String] = []
    if shown.contains(where: { $0.kind != .derived }) {
      lines.append(
        "In parentheses: cycles of the machine's command clock."
          + (isPair && shown.contains { $0.kind == .rule }
            ? " Tighter: the later command is held back longer." : ""))
    }
    if hasWeight {
      lines.append(
        "At most: the share of a run that the difference can account for, by how often the commands can meet and what is waited for."
      )
    }
    let rest = all.count - shown.count
    if rest > 0 {
      let names = [
        (SystemComparison.Kind.derived, "derived figures"), (.timing, "timings"), (.rule, "rules"),
        (.completion, "completions"),
      ]
      let counts = names.compactMap { kind, name -> String? in
        let count = all.count { $0.kind == kind } - shown.count { $0.kind == kind }
        return count > 0 ? "\(count) \(name)" : nil
      }
      lines.append("With --all: \(counts.joined(separator: ", ")) more.")
    }
    return lines.joined(separator: "\n")
  }

  /// A rule's name with no more commands than fit.
  private func name(_ row: SystemComparison.Row) -> String {
    let place = row.name.firstIndex(of: ",").map { row.name[$0...] } ?? ""
    return shortened(row.preceding.joined(separator: " ")) + " to "
      + shortened(row.following.joined(separator: " ")) + place
  }

  /// The first words of a list of commands, and how many there are besides; all of them where all are asked
  /// for.
  private func shortened(_ text: String) -> String {
    let words = text.split(separator: " ")
    guard !showsAll, words.count > 6 else { return text }
    return words.prefix(4).joined(separator: " ") + " and \(words.count - 4) more"
  }

  private static func weightText(_ weight: Double) -> String {
    weight > 0 && weight < leastWeight ? "< 0.1 %" : NumberText.percent(weight)
  }

  private static func text(_ value: SystemComparison.Value?, _ kind: SystemComparison.Kind) -> String {
    switch value {
    case .time(let cycles, let picoseconds)?: "\(SystemComparison.nanoseconds(picoseconds)) (\(cycles))"
    case .number(_, _, let text)?, .text(let text, _)?: text
    case .noCommand?: "no command"
    case nil:
      switch kind {
      case .derived: "none"
      case .timing: "not set"
      case .rule, .completion: "no rule"
      }
    }
  }

  /// How the second machine stands to the first, in words.
  private static func verdict(_ row: SystemComparison.Row, _ letters: [String]) -> String {
    let verdict = row.verdict(1)
    switch verdict {
    case .same, .neither: return "same"
    case .onlyFirst: return "only \(letters[0])"
    case .onlyHere: return "only \(letters[1])"
    case .different: return "other"
    case .less, .more, .looser, .tighter: break
    }
    switch (row.values[0], row.values[1]) {
    case (.time(_, let a)?, .time(_, let b)?):
      let difference = (b > a ? "+" : "") + SystemComparison.nanoseconds(b - a)
      let word =
        switch verdict {
        case .less: "shorter"
        case .more: "longer"
        default: verdict.rawValue
        }
      return "\(difference), \(word)"
    case (.number(let a, "share", _)?, .number(let b, _, _)?):
      return (b > a ? "+" : "") + NumberText.fixed((b - a) * 100, 2) + " %pt"
    case (.number(let a, _, _)?, .number(let b, _, _)?):
      return Figure.real(b).over(.real(a)).map(RatioText.relative) ?? "other"
    default: return "other"
    }
  }
}
