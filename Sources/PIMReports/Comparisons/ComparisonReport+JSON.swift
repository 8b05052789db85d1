internal import PIMConfiguration
internal import PIMHardware

extension ComparisonReport {
  /// The comparison as JSON, with exact amounts. Yoctojoules are strings, since they exceed the integers that
  /// JSON readers represent exactly.
  public func json() throws -> [UInt8] {
    try JSONWriter.document(schema: "pimgpt-comparison", version: 2) { json throws(JSONWriter.Failure) in
      json.object("tool") { json in
        json.member("name", Tool.name)
        json.member("version", Tool.version)
      }
      json.array("sides") { json in
        for (index, side) in sides.enumerated() {
          json.object { json in
            json.member("side", Self.letter(index))
            json.member("label", side.label)
            json.member("summary", side.summary)
            json.member("origin", side.origin)
            if let hash = side.configurationHash {
              json.member("configuration_sha256", hash)
            } else {
              json.memberNull("configuration_sha256")
            }
          }
        }
      }
      try json.array("comparisons") { json throws(JSONWriter.Failure) in
        for (index, difference) in differences.enumerated() {
          try json.object { json throws(JSONWriter.Failure) in
            json.member("a", "A")
            json.member("b", Self.letter(index + 1))
            try Self.write(difference, to: &json)
          }
        }
      }
      if let systems {
        try json.object("systems") { json throws(JSONWriter.Failure) in try systems.write(to: &json) }
      } else {
        json.memberNull("systems")
      }
      json.array("tolerances") { json in
        for verdict in verdicts {
          json.object { json in
            json.member("tolerance", verdict.tolerance.text)
            json.member("side", Self.letter(verdict.side))
            json.member("holds", verdict.holds)
          }
        }
      }
      json.member("passed", passed)
    }
  }

  private static func write(_ difference: RunDifference, to json: inout JSONWriter) throws(JSONWriter.Failure)
  {
    json.member("no_difference", difference.isEmpty)
    write(difference.energy, to: &json)
    try json.array("metrics") { json throws(JSONWriter.Failure) in
      for row in difference.metrics {
        try json.object { json throws(JSONWriter.Failure) in
          json.member("metric", row.metric.rawValue)
          json.member("unit", row.metric.unit.rawValue)
          try write("a", row.a, row.metric.unit, to: &json)
          try write("b", row.b, row.metric.unit, to: &json)
          try write("difference", row.difference, row.metric.unit, to: &json)
          try write("ratio", row.ratio, .factor, to: &json)
        }
      }
    }
    for kind in Breakdown.Kind.allCases {
      guard let explanation = difference[kind] else {
        json.memberNull(key(kind))
        continue
      }
      let isText = kind == .component
      json.array(key(kind)) { json in
        for row in explanation.rows where !row.isEqual {
          json.object { json in
            json.member(kind.rawValue, row.key)
            write("a", row.a, isText, to: &json)
            write("b", row.b, isText, to: &json)
            write("difference", row.difference, isText, to: &json)
          }
        }
      }
    }
    guard let configuration = difference.otherConfiguration else {
      json.memberNull("configuration")
      return
    }
    json.array("configuration") { json in
      for change in configuration {
        json.object { json in
          json.member("path", change.path.description)
          if let a = change.a { json.member("a", a) } else { json.memberNull("a") }
          if let b = change.b { json.member("b", b) } else { json.memberNull("b") }
        }
      }
    }
  }

  private static func write(_ energy: EnergyComparison, to json: inout JSONWriter) {
    json.object("energy") { json in
      json.member("comparable", energy.isComparable)
      for (key, text) in [
        ("accounting", energy.accounting?.rawValue), ("accounting_a", energy.nativeA?.rawValue),
        ("accounting_b", energy.nativeB?.rawValue), ("reason", energy.reason),
      ] {
        if let text { json.member(key, text) } else { json.memberNull(key) }
      }
      json.array("set_apart_yj") { json in
        for row in energy.apart {
          json.object { json in
            json.member("component", row.key)
            write("a", row.a, true, to: &json)
            write("b", row.b, true, to: &json)
          }
        }
      }
    }
  }

  private static func key(_ kind: Breakdown.Kind) -> String {
    switch kind {
    case .cause: "latency_by_cause_ps"
    case .operator: "latency_by_operator_ps"
    case .component: "energy_by_component_yj"
    case .command: "commands"
    }
  }

  private static func write(_ name: String, _ amount: Int128?, _ isText: Bool, to json: inout JSONWriter) {
    guard let amount else {
      json.memberNull(name)
      return
    }
    if isText { json.member(name, "\(amount)") } else { json.member(name, amount) }
  }

  private static func write(_ name: String, _ figure: Figure?, _ unit: Metric.Unit, to json: inout JSONWriter)
    throws(JSONWriter.Failure)
  {
    switch figure {
    case nil: json.memberNull(name)
    case .exact(let value)?: write(name, value, unit == .yoctojoules, to: &json)
    case .real(let value)?: try json.member(name, value)
    case .interval(let least, let most)?:
      try json.object(name) { json throws(JSONWriter.Failure) in
        try json.member("least", least)
        try json.member("most", most)
      }
    }
  }
}
