/// What came out, by kind.
struct Tally {
  private struct Line {
    var runs = 0
    var statuses = [0, 0, 0]
    var findings = 0
    var longest = 0.0
    var peakBytes = 0
  }

  private var lines: [String: Line] = [:]
  private(set) var runs = 0
  private(set) var findings = 0

  mutating func add(_ kind: String, _ outcome: Child.Outcome, isFinding: Bool) {
    runs += 1
    findings += isFinding ? 1 : 0
    var line = lines[kind] ?? Line()
    line.runs += 1
    if let status = outcome.status, status <= 2 { line.statuses[Int(status)] += 1 }
    line.findings += isFinding ? 1 : 0
    line.longest = max(line.longest, outcome.seconds)
    line.peakBytes = max(line.peakBytes, outcome.peakBytes)
    lines[kind] = line
  }

  /// A table.
  var description: String {
    func row(_ cells: [String]) -> String {
      cells.enumerated().map { index, cell in
        let space = String(repeating: " ", count: max(0, (index == 0 ? 12 : 10) - cell.count))
        return index == 0 ? cell + space : space + cell
      }.joined() + "\n"
    }
    var text = row(["kind", "runs", "status 0", "1", "2", "findings", "longest", "memory"])
    for (kind, line) in lines.sorted(by: { $0.key < $1.key }) {
      text += row(
        [kind, "\(line.runs)"] + line.statuses.map { "\($0)" } + [
          "\(line.findings)", "\(Int(line.longest * 1000)) ms", "\(line.peakBytes >> 20) MiB",
        ])
    }
    return text
  }
}
