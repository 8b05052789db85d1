internal import PIMConfiguration
internal import PIMReports

extension Regression {
  /// The verdicts and what moved, for programs: `schema` is `pimgpt-regression-verdicts`, version 1. Times
  /// are picoseconds, energies yoctojoules as text, since they are beyond the integers that readers of JSON
  /// hold exactly.
  ///
  /// - Throws: a number that JSON has no words for.
  public func json() throws -> [UInt8] {
    try JSONWriter.document(schema: "pimgpt-regression-verdicts", version: 1) {
      json throws(JSONWriter.Failure) in
      json.member("tool_version", Tool.version)
      json.member("suite", suite.name)
      json.member("file", suite.path)
      json.member("results", suite.resultsPath)
      json.member("status", status.rawValue)
      try json.array("cases") { json throws(JSONWriter.Failure) in
        for outcome in outcomes { try write(outcome, to: &json) }
      }
    }
  }

  private func write(_ outcome: Outcome, to json: inout JSONWriter) throws(JSONWriter.Failure) {
    try json.object { json throws(JSONWriter.Failure) in
      json.member("name", outcome.name)
      json.member("verdict", outcome.verdict.key)
      let remarks = remarks(outcome)
      if !remarks.isEmpty { json.array("remarks") { json in remarks.forEach { json.value($0) } } }
      guard case .ran(let held) = outcome.finding else { return }
      json.member("same_configuration", held.hash == nil)
      if let changes = held.changes {
        json.array("changed_keys") { json in for change in changes { Self.write(change, to: &json) } }
      } else if held.hash != nil {
        json.memberNull("changed_keys")
      }
      try json.array("points") { json throws(JSONWriter.Failure) in
        for point in held.points {
          try json.object { json throws(JSONWriter.Failure) in
            json.member("positions", point.name)
            json.member("verdict", outcome.verdict(of: point).key)
            try Self.write(point, to: &json)
          }
        }
      }
    }
  }

  private static func write(_ change: KeyChange, to json: inout JSONWriter) {
    json.object { json in
      json.member("key", change.path)
      if let stored = change.stored { json.member("stored", stored) } else { json.memberNull("stored") }
      if let now = change.now { json.member("now", now) } else { json.memberNull("now") }
    }
  }

  private static func write(_ point: HeldPoint, to json: inout JSONWriter) throws(JSONWriter.Failure) {
    guard let difference = point.difference else { return }
    for metric in [Metric.latency, .energy, .commands, .macRowHits, .rowHits] {
      guard let row = difference[metric] else { continue }
      try json.object(metric.jsonName) { json throws(JSONWriter.Failure) in
        try write("stored", row.a, metric, to: &json)
        try write("now", row.b, metric, to: &json)
      }
    }
    json.array("moved") { json in
      for explanation in difference.explanations {
        for part in explanation.movedParts {
          json.object { json in
            json.member("kind", explanation.kind.rawValue)
            json.member("part", part.key)
            write("stored", part.a ?? 0, explanation.kind.metric, to: &json)
            write("now", part.b ?? 0, explanation.kind.metric, to: &json)
          }
        }
      }
    }
  }

  private static func write(
    _ name: String, _ figure: Figure?, _ metric: Metric, to json: inout JSONWriter
  ) throws(JSONWriter.Failure) {
    switch figure {
    case .exact(let amount)?: write(name, amount, metric, to: &json)
    case let figure?: try json.member(name, figure.least)
    case nil: json.memberNull(name)
    }
  }

  private static func write(_ name: String, _ amount: Int128, _ metric: Metric, to json: inout JSONWriter) {
    if metric == .energy { json.member(name, "\(amount)") } else { json.member(name, amount) }
  }
}

extension Regression.Verdict {
  /// The verdict's name in files for programs.
  var key: String {
    switch self {
    case .asStored: "as_stored"
    case .within, .moved, .new, .gone, .wrong, .failed: "\(self)"
    }
  }
}

extension Metric {
  fileprivate var jsonName: String {
    switch self {
    case .latency: "latency_ps"
    case .energy: "energy_yj"
    case .macRowHits: "mac_row_hit_rate"
    case .rowHits: "row_hit_rate"
    default: rawValue
    }
  }
}
