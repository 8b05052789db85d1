internal import PIMReports

extension Regression {
  /// The changed results with their breakdowns, as text for a terminal.
  ///
  /// - Parameters:
  ///   - isBlessed: the differences are accepted.
  ///   - isVerbose: whether cases that are as stored are listed, and what every difference consists of.
  public func text(isBlessed: Bool = false, isVerbose: Bool = false) -> String {
    var text = headline(isBlessed: isBlessed)
    let overview = overview(isVerbose: isVerbose)
    if !overview.isEmpty { text += "\n" + overview }
    let keys = keyTable(isVerbose: isVerbose)
    if !keys.isEmpty { text += "\n  What the configuration says, stored and now\n\n" + keys }
    if isVerbose {
      let rows = outcomes.flatMap(details)
      if !rows.isEmpty {
        var table = TextTable([.left, .left, .left, .right, .right, .right, .right, .left])
        table.row("case", "positions", "what", "stored", "now", "difference", "relative", "")
        for row in rows { table.row(row) }
        text += "\n" + table.text
      }
    }
    let remarks = outcomes.flatMap(remarks)
    if !remarks.isEmpty { text += "\n" + remarks.map { "  \($0)\n" }.joined() }
    if !isBlessed, stored != nil, status == .moved {
      text += "\nIf this is as it should be: pimgpt regress --bless"
      text += isVerbose ? "\n" : ". What each difference consists of: --verbose\n"
    }
    return TextWidth.printable(text)
  }

  private func headline(isBlessed: Bool) -> String {
    guard stored != nil else {
      return "suite \(suite.name): nothing stored in \(suite.resultsPath)"
        + (isBlessed ? "\n" : "; --bless stores it\n")
    }
    let same = outcomes.count { $0.verdict == .asStored }
    return "suite \(suite.name): \(same) of \(suite.cases.count) cases as stored in \(suite.resultsPath)\n"
  }

  // MARK: The overview

  /// A line for each stretch of a case: its verdict, its headlines, what moved most, and which key.
  private func overview(isVerbose: Bool) -> String {
    let shown = outcomes.filter { isVerbose || $0.verdict != .asStored }
    guard stored != nil || isVerbose, !shown.isEmpty else { return "" }
    var table = TextTable([.left, .left, .left, .right, .right, .right, .right, .right, .right, .left, .left])
    let hasRan = shown.contains { if case .ran = $0.finding { true } else { false } }
    table.row(
      ["case", "positions", "verdict", "latency", "", "energy", "", "row hits", ""]
        + (hasRan ? ["moved most", "key"] : []))
    for row in shown.flatMap(lines) { table.row(row) }
    return table.text
  }

  private func lines(_ outcome: Outcome) -> [[String]] {
    switch outcome.finding {
    case .isGone, .wrong, .failed: return [[outcome.name, "", outcome.verdict.rawValue]]
    case .isNew(let now):
      return now.points.map { point in
        [outcome.name, point.name, outcome.verdict.rawValue]
          + headlines(point.figures(hash: now.hash), nil)
      }
    case .ran(let held):
      let key = held.keyText
      let points = held.points.map { point in
        let figures = point.difference?.b ?? point.now.figures(hash: "")
        let isSame = outcome.verdict(of: point) == .asStored
        let verdict = isSame ? outcome.verdict : outcome.verdict(of: point)
        return [outcome.name, point.name, verdict.rawValue] + headlines(figures, point.difference)
          + [point.difference?.movedMost ?? "", key]
      }
      return points + held.lost.map { [outcome.name, $0, Verdict.gone.rawValue] }
    }
  }

  /// Latency, energy and row hits, each with its difference.
  private func headlines(_ figures: RunFigures, _ difference: RunDifference?) -> [String] {
    let hits = figures[.macRowHits] == nil ? Metric.rowHits : .macRowHits
    return [Metric.latency, .energy, hits].flatMap { metric -> [String] in
      let row = difference?[metric]
      var change = ""
      if let row, !row.isEqual {
        change =
          metric.unit == .share
          ? row.difference.map(metric.signedText) ?? "" : row.ratio.map(RatioText.relative) ?? ""
      }
      return [figures[metric].map(metric.text) ?? "", change]
    }
  }

  // MARK: Keys

  /// Changed values that are listed without `--verbose`.
  private static let mostKeys = 20

  /// The changed values of all cases, each once.
  private func keyTable(isVerbose: Bool) -> String {
    var changes: [KeyChange] = []
    var names: [KeyChange: [String]] = [:]
    for outcome in outcomes {
      guard case .ran(let held) = outcome.finding else { continue }
      for change in held.changes ?? [] {
        if names[change] == nil { changes.append(change) }
        names[change, default: []].append(outcome.name)
      }
    }
    if changes.isEmpty { return "" }
    var table = TextTable([.left, .left, .left, .left])
    table.row("key", "stored", "now", "cases")
    for change in isVerbose ? changes[...] : changes.prefix(Self.mostKeys) {
      let cases = names[change] ?? []
      let shown =
        cases.count == suite.cases.count && cases.count > 1
        ? "all" : cases.count <= 3 ? cases.joined(separator: "; ") : "\(cases.count) cases"
      table.row(change.path, change.stored ?? "not there", change.now ?? "not there", shown)
    }
    let rest = isVerbose ? 0 : changes.count - Self.mostKeys
    return table.text + (rest > 0 ? "  and \(NumberText.count(rest)) more: --verbose\n" : "")
  }

  // MARK: Details

  /// The table's rows for a case: a line for each metric that moved, and below it why.
  private func details(_ outcome: Outcome) -> [[String]] {
    guard case .ran(let held) = outcome.finding else { return [] }
    return held.points.flatMap { point -> [[String]] in
      guard let difference = point.difference else { return [[outcome.name, point.name, "new positions"]] }
      let moved = difference.metrics.filter { !$0.isEqual }.flatMap { row -> [[String]] in
        let metric = row.metric
        // Power and energy-delay product follow from other metrics, and are shown only if a tolerance names
        // them.
        let tolerance = outcome.tolerances.first { $0.metric == metric }
        if tolerance == nil, metric == .power || metric == .energyDelayProduct { return [] }
        let verdict = tolerance.map { $0.holds(row) ? "within \($0.text)" : "BROKEN \($0.text)" }
        let line = [
          outcome.name, point.name, metric.title, row.a.map(metric.text) ?? "not known",
          row.b.map(metric.text) ?? "not known", row.difference.map(metric.signedText) ?? "",
          metric.unit == .share ? "" : row.ratio.map(RatioText.relative) ?? "", verdict ?? "",
        ]
        let why = difference.explanations.first { $0.kind.metric == metric }.map { reasons($0) } ?? []
        return [line] + why
      }
      // A component that is modelled on one side only is a part of no difference.
      let apart = difference.energy.apart.map { part in
        func text(_ energy: Int128?) -> String {
          energy.map { Metric.energy.text(.exact($0)) } ?? "not modelled"
        }
        return [
          outcome.name, point.name, "energy of \(part.title), set apart", text(part.a), text(part.b), "", "",
          outcome.tolerances.isEmpty ? "BROKEN" : "",
        ]
      }
      return moved + apart
    }
  }

  /// The table rows of a breakdown: the largest differences, and the sum of the others, so that all rows sum
  /// to the difference of the metric.
  private func reasons(_ explanation: RunDifference.Explanation) -> [[String]] {
    let most = 4
    let metric = explanation.kind.metric
    let moved = explanation.movedParts
    func row(_ title: String, _ a: Int128, _ b: Int128) -> [String] {
      [
        "", "", "  \(title)", metric.text(.exact(a)), metric.text(.exact(b)),
        metric.signedText(.exact(b - a)),
        Figure.exact(b).over(.exact(a)).map(RatioText.relative) ?? "",
      ]
    }
    let shown = moved.count <= most + 1 ? moved.count : most
    var rows = moved.prefix(shown).map { row($0.title, $0.a ?? 0, $0.b ?? 0) }
    let rest = moved.dropFirst(shown)
    if !rest.isEmpty {
      rows.append(
        row("\(rest.count) others", rest.reduce(0) { $0 + ($1.a ?? 0) }, rest.reduce(0) { $0 + ($1.b ?? 0) }))
    }
    return rows
  }

  // MARK: Remarks

  /// Remarks on a case that have no place in a table.
  func remarks(_ outcome: Outcome) -> [String] {
    let name = outcome.name
    switch outcome.finding {
    case .isNew: return stored != nil ? ["\(name): new, nothing is stored of it"] : []
    case .isGone: return ["\(name): stored, and no longer in the suite"]
    case .wrong(let message): return ["\(name): does not compute what it should: \(message)"]
    case .failed(let message): return ["\(name): failed: \(message)"]
    case .ran(let held):
      var remarks = held.points.flatMap { point in
        outcome.broken(point).map { "\(name), \(point.name): \($0.text) is broken\(Self.by(point, $0))" }
      }
      remarks += held.lost.map { "\(name): positions \($0) are stored, and no longer in the suite" }
      if let reason = held.reason(storedBy: stored?.toolVersion) { remarks.append("\(name): \(reason)") }
      if let executed = held.executed { remarks.append("\(name): \(executed)") }
      return remarks
    }
  }

  private static func by(_ point: HeldPoint, _ tolerance: Tolerance) -> String {
    let metric = tolerance.metric
    return point.difference?[metric]?.difference.map { ": \(metric.signedText($0))" } ?? ": not known"
  }
}

extension Regression.HeldCase {
  /// The first changed key, for a column.
  var keyText: String {
    guard hash != nil else { return hasOtherResult ? "none: same configuration" : "" }
    guard let changes, let first = changes.first else { return "not stored" }
    return first.shortPath + (changes.count > 1 ? " and \(changes.count - 1) more" : "")
  }

  /// The cause of another result that no table of keys has; nil where there is none.
  func reason(storedBy version: String?) -> String? {
    guard let hash else {
      guard hasOtherResult else { return nil }
      let before = version.map { version in
        version == Tool.version
          ? "what \(Tool.name) computes changed (version \(version), now and when it was stored)"
          : "what \(Tool.name) computes changed (version \(version) when it was stored, now \(Tool.version))"
      }
      return "same configuration, other result: \(before ?? "what \(Tool.name) computes changed")"
    }
    if changes == nil {
      return "configuration \(hash.new.prefix(12)), stored \(hash.old.prefix(12)); its values were not stored"
    }
    return hasOtherResult ? nil : "another configuration, the same result"
  }
}

extension KeyChange {
  /// The path without what a long element of a list says.
  var shortPath: String {
    guard let open = path.firstIndex(of: "["), let close = path.lastIndex(of: "]"), open < close,
      path.distance(from: open, to: close) > 24
    else { return path }
    return path[...open] + "…" + path[close...]
  }
}

extension RunDifference {
  /// The part that moved most, with its difference: of time, else of energy, else of commands.
  var movedMost: String? {
    for explanation in explanations {
      if let part = explanation.movedParts.first {
        return "\(part.title) \(explanation.kind.metric.signedText(.exact(part.difference)))"
      }
    }
    return nil
  }
}

extension RunDifference.Explanation {
  /// The parts that moved, the largest difference first.
  var movedParts: [RunDifference.PartRow] {
    rows.enumerated().filter { !$0.element.isEqual }.sorted {
      ($0.element.difference.magnitude, $1.offset) > ($1.element.difference.magnitude, $0.offset)
    }.map(\.element)
  }
}
