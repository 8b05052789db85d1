package import PIMExecution
internal import PIMReports

extension VerificationReport {
  /// The number of positions in the table of a report that is not verbose.
  private static let shownPositions = 5

  /// The comparison with a file as text: a summary, and a table of the worst positions, or of all.
  package static func text(of comparison: ReferenceComparison, isVerbose: Bool = false) -> String {
    let count = NumberText.count(comparison.positions.count)
    let unit = NumberText.significant(Double(comparison.largestLogit))
    var text = "Against \(comparison.file), in parts of its largest logit, \(unit)\n\n"
    var summary = TextTable([.left, .right, .left])
    if let worst = comparison.worstFloat {
      summary.row(
        "Reference B", NumberText.scientific(worst.floatDifference),
        "largest difference, at position \(worst.position)")
      summary.row("", NumberText.count(comparison.equalFloatChoices), "greedy choices of \(count) equal")
      summary.row("", NumberText.scientific(comparison.tolerance), "tolerance: \(verdict(comparison))")
    }
    if let worst = comparison.worstMachine {
      summary.row(
        "machine", NumberText.scientific(worst.machineDifference),
        "largest difference, at position \(worst.position)")
      summary.row("", NumberText.count(comparison.equalMachineChoices), "greedy choices of \(count) equal")
    }
    text += summary.text

    let all = isVerbose || comparison.positions.count <= shownPositions
    text += all ? "\nAll positions\n\n" : "\nThe worst \(shownPositions) positions of Reference B\n\n"
    var table = TextTable([.right, .right, .right, .right, .right, .left, .left])
    table.row("position", "Reference B", "machine", "margin", "choice", "Reference B", "machine")
    for position in all ? comparison.positions : comparison.worst(shownPositions) {
      func other(_ choice: Int) -> String { choice == position.choice ? "equal" : "\(choice)" }
      table.row(
        "\(position.position)", NumberText.scientific(position.floatDifference),
        NumberText.scientific(position.machineDifference),
        position.margin.map { NumberText.scientific($0) } ?? "-", "\(position.choice)",
        other(position.floatChoice), other(position.machineChoice))
    }
    return text + table.text
  }

  private static func verdict(_ comparison: ReferenceComparison) -> String {
    comparison.firstOverTolerance.map { "BROKEN first at position \($0.position)" } ?? "within"
  }
}
