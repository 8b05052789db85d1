internal import PIMReports

extension Regression {
  /// The verdicts as JUnit's XML, which GitLab and Jenkins show: a test for each case. What moved, is new or
  /// gone, or computes something wrong is a failure; what cannot be simulated is an error.
  public var junit: String {
    let verdicts = outcomes.map(\.verdict)
    let errors = verdicts.count { $0 == .failed }
    let failures = verdicts.count { $0.isFailure }
    let counts = "tests=\"\(outcomes.count)\" failures=\"\(failures)\" errors=\"\(errors)\""
    let suiteName = Self.escaped(suite.name)
    var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"pimgpt regress\" \(counts)>\n"
    text += "  <testsuite name=\"\(suiteName)\" \(counts) skipped=\"0\">\n"
    for outcome in outcomes {
      let (name, file) = (Self.escaped(outcome.name), Self.escaped(suite.path))
      text += "    <testcase classname=\"\(suiteName)\" name=\"\(name)\" file=\"\(file)\""
      guard outcome.verdict.isFailure || outcome.verdict == .failed else {
        text += "/>\n"
        continue
      }
      let element = outcome.verdict == .failed ? "error" : "failure"
      let lines = explanation(outcome)
      text +=
        ">\n      <\(element) type=\"\(outcome.verdict.key)\" message=\"\(Self.escaped(lines.first ?? ""))\">"
      text += lines.map { Self.escaped($0) + "\n" }.joined() + "</\(element)>\n    </testcase>\n"
    }
    return text + "  </testsuite>\n</testsuites>\n"
  }

  /// What became of a case, a line each, the most important first.
  private func explanation(_ outcome: Outcome) -> [String] {
    guard case .ran(let held) = outcome.finding else { return remarks(outcome) }
    var lines: [String] = []
    for point in held.points {
      guard let difference = point.difference else {
        lines.append("\(point.name): new positions")
        continue
      }
      let moved = [Metric.latency, .energy, .commands].compactMap { metric -> String? in
        guard let row = difference[metric], !row.isEqual else { return nil }
        let (a, b) = (row.a.map(metric.text) ?? "not known", row.b.map(metric.text) ?? "not known")
        return "\(metric.title) \(a) -> \(b)" + (row.ratio.map { " (\(RatioText.relative($0)))" } ?? "")
      }
      if !moved.isEmpty {
        lines.append("\(point.name): " + (moved + [difference.movedMost ?? ""]).joined(separator: ", "))
      }
    }
    for change in held.changes ?? [] {
      lines.append("\(change.path): \(change.stored ?? "not there") -> \(change.now ?? "not there")")
    }
    return lines + remarks(outcome)
  }

  /// Text for XML, without the control characters that XML cannot hold.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\n", "\t": result += " "
      case _
      where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || scalar.value == 0xFFFE
        || scalar.value == 0xFFFF:
        result += "?"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

extension Regression.Verdict {
  /// True for what is a failed test: neither accepted nor an error.
  var isFailure: Bool {
    switch self {
    case .asStored, .within, .failed: false
    case .moved, .new, .gone, .wrong: true
    }
  }
}
