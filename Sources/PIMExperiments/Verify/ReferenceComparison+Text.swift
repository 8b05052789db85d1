internal import PIMConfiguration
internal import PIMReports

extension ReferenceComparison {
  /// The comparison as text: the largest differences and the worst positions, or all of them.
  func text(isVerbose: Bool) -> String {
    var text = "\nAgainst the logits of \(path), relative to the largest, \(NumberText.significant(Double(largest)))\n\n"
    guard let float = positions.max(by: { $0.float < $1.float }),
      let machine = positions.max(by: { $0.machine < $1.machine })
    else { return text + "  no position has logits\n" }
    var table = TextTable([.left, .right, .left])
    table.row(
      "binary32", NumberText.significant(float.float), "largest difference, at position \(float.position)")
    table.row(
      "machine", NumberText.significant(machine.machine),
      "largest difference, at position \(machine.position)")
    let all = positions.count
    table.row("same choice", "\(positions.count { $0.floatAgrees })", "of \(all) positions, binary32")
    table.row("", "\(positions.count { $0.machineAgrees })", "of \(all) positions, machine")
    text += table.text
    let shown = isVerbose ? positions : Array(positions.sorted { $0.float > $1.float }.prefix(5))
    text += isVerbose ? "\n" : "\nPositions with the largest differences in binary32; all: --verbose\n\n"
    var list = TextTable([.right, .right, .right, .right, .left])
    list.row("position", "binary32", "machine", "margin", "choice")
    for position in shown {
      list.row(
        "\(position.position)", NumberText.significant(position.float),
        NumberText.significant(position.machine), NumberText.significant(position.margin),
        position.machineAgrees ? "the same" : position.floatAgrees ? "another on the machine" : "another")
    }
    text += list.text
    if let first = firstBeyond {
      text +=
        "\nBeyond the tolerance of \(NumberText.significant(tolerance)): position \(first.position), by "
        + "\(NumberText.significant(first.float)) in binary32\n"
    }
    return text
  }

  /// Writes the members of the comparison.
  func write(to json: inout JSONWriter) throws(JSONWriter.Failure) {
    json.member("file", path)
    try json.member("largest_logit", Double(largest))
    try json.member("tolerance", tolerance)
    json.member("within_tolerance", firstBeyond == nil)
    try json.array("positions") { json throws(JSONWriter.Failure) in
      for position in positions {
        try json.object { json throws(JSONWriter.Failure) in
          json.member("position", position.position)
          try json.member("binary32_difference", position.float)
          try json.member("machine_difference", position.machine)
          json.member("binary32_choice_equal", position.floatAgrees)
          json.member("machine_choice_equal", position.machineAgrees)
          if position.margin.isFinite { try json.member("margin", position.margin) }
        }
      }
    }
  }
}
