internal import PIMConfiguration
internal import PIMHardware

extension SystemComparison {
  /// All rows, each with a value for each machine and how that machine stands to the first.
  func write(to json: inout JSONWriter) throws(JSONWriter.Failure) {
    json.array("sides") { json in for index in machines { json.value(ComparisonReport.letter(index)) } }
    try json.array("rows") { json throws(JSONWriter.Failure) in
      for row in rows {
        try json.object { json throws(JSONWriter.Failure) in try Self.write(row, to: &json) }
      }
    }
  }

  private static func write(_ row: Row, to json: inout JSONWriter) throws(JSONWriter.Failure) {
    json.member("kind", row.kind.rawValue)
    json.member("name", row.name)
    if let scope = row.scope {
      json.array("after") { json in for command in row.preceding { json.value(command) } }
      json.array("before") { json in for command in row.following { json.value(command) } }
      json.member("scope", scope.rawValue)
      json.member("window", row.window)
    }
    try json.array("values") { json throws(JSONWriter.Failure) in
      for value in row.values { try write(value, to: &json) }
    }
    json.array("against_first") { json in
      for index in row.values.indices.dropFirst() { json.value(row.verdict(index).rawValue) }
    }
    if let weight = row.weight {
      try json.member("at_most_share_of_run", weight)
    } else {
      json.memberNull("at_most_share_of_run")
    }
    json.member("minor", row.isMinor)
  }

  private static func write(_ value: Value?, to json: inout JSONWriter) throws(JSONWriter.Failure) {
    switch value {
    case nil: json.null()
    case .noCommand?: json.value("no command")
    case .text(let text, _)?: json.value(text)
    case .time(let cycles, let picoseconds)?:
      json.object { json in
        json.member("cycles", cycles)
        json.member("ps", picoseconds)
      }
    case .number(let value, let unit, _)?:
      try json.object { json throws(JSONWriter.Failure) in
        try json.member("value", value)
        json.member("unit", unit)
      }
    }
  }
}
