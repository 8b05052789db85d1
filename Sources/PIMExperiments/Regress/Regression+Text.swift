internal import PIMReports

extension Regression {
  /// The changed results with their breakdowns, as text for a terminal.
  ///
  /// - Parameter isBlessed: true if the differences are accepted as the new stored results.
  public func text(isBlessed: Bool = false) -> String {
    let same = outcomes.count(where: \.isSame)
    var text =
      "suite \(suite.name): \(same) of \(suite.cases.count) cases as stored in \(suite.resultsPath)\n"
    if !hasStored {
      text =
        "suite \(suite.name): nothing stored in \(suite.resultsPath)"
        + (isBlessed ? "\n" : "; --bless stores it\n")
    }
    let rows = outcomes.flatMap(rows)
    if !rows.isEmpty {
      var table = TextTable([.left, .left, .left, .right, .right, .right, .right, .left])
      table.row("case", "positions", "what", "stored", "now", "difference", "relative", "")
      for row in rows { table.row(row) }
      text += "\n" + table.text
    }
    let remarks = outcomes.flatMap(remarks)
    if !remarks.isEmpty { text += "\n" + remarks.map { "  \($0)\n" }.joined() }
    if !isBlessed, hasStored, status == .moved {
      text += "\nIf this is as it should be: pimgpt regress --bless\n"
    }
    return TextWidth.printable(text)
  }

  /// The table's rows for a case: one for each changed metric, followed by its breakdown.
  private func rows(_ outcome: Outcome) -> [[String]] {
    guard case .ran(let points, _, _, _) = outcome.finding else { return [] }
    return points.flatMap { name, difference -> [[String]] in
      guard let difference else { return [[outcome.name, name, "new positions"]] }
      let moved = difference.metrics.filter { !$0.isEqual }.flatMap { row -> [[String]] in
        let metric = row.metric
        // Power and energy-delay product follow from other metrics, and are shown only if a tolerance names
        // them.
        let tolerance = outcome.tolerances.first { $0.metric == metric }
        if tolerance == nil, metric == .power || metric == .energyDelayProduct { return [] }
        let verdict = tolerance.map { $0.holds(row) ? "within \($0.text)" : "BROKEN \($0.text)" }
        let line = [
          outcome.name, name, metric.title, row.a.map(metric.text) ?? "not known",
          row.b.map(metric.text) ?? "not known",
          row.difference.map(metric.signedText) ?? "", row.ratio.map(RatioText.relative) ?? "",
          verdict ?? (outcome.tolerances.isEmpty ? "BROKEN" : ""),
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
          outcome.name, name, "energy of \(part.title), set apart", text(part.a), text(part.b), "", "",
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
    let moved = explanation.rows.enumerated().filter { !$0.element.isEqual }.sorted {
      ($0.element.difference.magnitude, $1.offset) > ($1.element.difference.magnitude, $0.offset)
    }.map(\.element)
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

  /// Remarks on a case that do not fit the table.
  private func remarks(_ outcome: Outcome) -> [String] {
    let name = outcome.name
    switch outcome.finding {
    case .isNew: return hasStored ? ["\(name): new, nothing is stored of it"] : []
    case .isGone: return ["\(name): stored, and no longer in the suite"]
    case .wrong(let message): return ["\(name): does not compute what it should: \(message)"]
    case .failed(let message): return ["\(name): failed: \(message)"]
    case .ran(_, let lost, let hash, let executed):
      var remarks = lost.map { "\(name): positions \($0) are stored, and no longer in the suite" }
      if let hash {
        remarks.append("\(name): configuration \(hash.new.prefix(12)), stored \(hash.old.prefix(12))")
      }
      if let executed { remarks.append("\(name): \(executed)") }
      return remarks
    }
  }
}
