internal import PIMConfiguration
internal import PIMEnergy
internal import PIMFastForward
internal import PIMHardware
internal import PIMReports

/// All points of a sweep with their results, in the order of their indices. The table does not depend on the
/// process, time or order of the simulations.
public struct SweepTable {
  package struct Row {
    let resolved: Sweep.ResolvedPoint
    package let result: SweepResult?
    /// True if the point competes, and no competitor with the same work dominates it in latency, energy and
    /// area.
    var isParetoOptimal = false
    /// True if the point may be in the Pareto front.
    let competes: Bool

    var index: Int { resolved.point.index }
    package var labels: [String?] { resolved.point.labels }
    package var measurement: SweepMeasurement? { result?.measurement }
    /// The keys of the system that the point varies without a cost.
    var uncosted: UncostedKeys { resolved.uncosted }
  }

  let sweep: Sweep
  package private(set) var rows: [Row]
  /// Groups of rows that can be compared, in the order of first occurrence: with a result, the same work, one
  /// accounting of energy and the same modelled components.
  let workloads: [[Int]]

  package init(sweep: Sweep, points: [Sweep.ResolvedPoint], results: [String: SweepResult]) {
    self.sweep = sweep
    var rows = points.map { point in
      Row(
        resolved: point, result: results[point.key],
        competes: sweep.competitors == .all || point.uncosted.isEmpty)
    }
    var groups: [[Int]] = []
    var places: [String: Int] = [:]
    for (index, row) in rows.enumerated() {
      guard let measurement = row.measurement else { continue }
      let modelled = measurement.energyYoctojoules.map { $0 == nil ? "-" : "+" }.joined()
      let footing = "\(measurement.workload) \(row.resolved.accounting?.rawValue ?? "") \(modelled)"
      if let place = places[footing] {
        groups[place].append(index)
      } else {
        places[footing] = groups.count
        groups.append([index])
      }
    }
    for group in groups {
      let competitors = group.filter { rows[$0].competes }
      // A point alone is no front.
      if competitors.count < 2 { continue }
      let objectives = SweepMeasurement.objectives(of: competitors.compactMap { rows[$0].measurement })
      for place in ParetoFront.indices(of: objectives) { rows[competitors[place]].isParetoOptimal = true }
    }
    self.rows = rows
    workloads = groups
  }

  /// The indices of points without a result.
  public var missing: [Int] { rows.filter { $0.result == nil }.map(\.index) }

  /// Indices as text with ranges: `3, 7-9`.
  package static func ranges(_ indices: [Int]) -> String {
    var parts: [String] = []
    var start = 0
    while start < indices.count {
      var end = start
      while end + 1 < indices.count, indices[end + 1] == indices[end] + 1 { end += 1 }
      parts.append(start == end ? "\(indices[start])" : "\(indices[start])-\(indices[end])")
      start = end + 1
    }
    return parts.joined(separator: ", ")
  }

  /// The failed points, a line each.
  public var failures: [String] {
    rows.compactMap { row in
      row.result?.failure.map { "point \(row.index): \(sweep.title(of: row.resolved.point)): \($0)" }
    }
  }

  // MARK: Columns

  /// The numeric columns; a value is nil if the point does not have it.
  static var numbers: [(name: String, value: (SweepMeasurement) -> String?)] {
    [
      ("positions", { "\($0.positions)" }),
      ("generated_tokens", { "\($0.generatedTokens)" }),
      ("latency_ps", { "\($0.latencyPicoseconds)" }),
      ("energy_yj", { "\($0.totalYoctojoules)" }),
      ("latency_ms", { "\($0.latencyMilliseconds)" }),
      ("latency_per_token_ms", { $0.millisecondsPerToken.map { "\($0)" } }),
      ("energy_mj", { "\($0.energyJoules * 1e3)" }),
      ("energy_per_token_mj", { $0.joulesPerToken.map { "\($0 * 1e3)" } }),
      ("average_power_w", { $0.averageWatts.map { "\($0)" } }),
      ("energy_delay_product_js", { "\($0.energyDelayProduct)" }),
      ("mac_column_accesses", { "\($0.macAccesses)" }),
      ("mac_row_hits", { "\($0.macHits)" }),
      ("mac_row_hit_rate", { $0.macRowHitRate.map { "\($0)" } }),
      ("mac_utilisation", { "\($0.macUtilisation)" }),
      ("lower_bound_ms", { "\($0.lowerBoundPicoseconds / 1e9)" }),
      ("lower_bound_ratio", { $0.lowerBoundRatio.map { "\($0)" } }),
      ("area_mm2", { $0.area.total.map { "\($0.squareMillimetres)" } }),
    ]
      + MachineArea.parts.map { part in
        ("\(part.name)_area_mm2", { $0.area[keyPath: part.area].map { "\($0.squareMillimetres)" } })
      }
      + EnergyComponent.allCases.map { component in
        ("energy_\(component.key)_mj", { $0.joules(component).map { "\($0 * 1e3)" } })
      }
  }

  /// The names of the columns that every sweep has; an axis must not have such a name.
  static let columnNames: Set<String> = Set(
    [
      "index", "status", "model_name", "accounting", "pareto", "not_costed", "assumed",
      "configuration_sha256", "error",
    ]
      + numbers.map(\.name))

  /// The table as CSV, one point a row, according to RFC 4180 but with lines that end in LF.
  public var csv: String {
    var text = ""
    let numbers = Self.numbers
    func write(_ cells: [String]) { text += cells.map(Self.csvCell).joined(separator: ",") + "\n" }
    write(
      ["index"] + sweep.axisNames + ["status", "model_name"] + numbers.map(\.name)
        + ["accounting", "pareto", "not_costed", "assumed", "configuration_sha256", "error"])
    for row in rows {
      let measured = row.measurement
      var cells = ["\(row.index)"] + row.labels.map { $0 ?? "" }
      cells += [row.status, measured?.model ?? ""]
      cells += numbers.map { column in measured.flatMap { column.value($0) } ?? "" }
      cells += [
        row.resolved.accounting?.rawValue ?? "",
        measured == nil ? "" : row.isParetoOptimal ? "true" : "false",
        row.uncosted.hardware.joined(separator: " "), row.uncosted.assumptions.joined(separator: " "),
        row.resolved.configuration ?? "", row.result?.failure ?? "",
      ]
      write(cells)
    }
    return text
  }

  private static func csvCell(_ text: String) -> String {
    let special = text.utf8.contains { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") || $0 < 0x20 }
    return special
      ? "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
      : text
  }

  // MARK: JSON

  /// The table as JSON: the same bytes for the same results.
  public func json() throws -> [UInt8] {
    var json = JSONWriter()
    try json.object { json throws(JSONWriter.Failure) in
      json.member("schema", "pimgpt-sweep")
      json.member("schema_version", 1)
      json.object("tool") { json in
        json.member("name", Tool.name)
        json.member("version", Tool.version)
      }
      json.member("sweep", sweep.name)
      json.member("description", sweep.description)
      json.member("combination", sweep.combination.rawValue)
      json.member("engine", sweep.engine.rawValue)
      json.member("pareto", sweep.competitors.rawValue)
      json.array("axes") { json in
        for axis in sweep.axes {
          json.object { json in
            json.member("name", axis.name)
            json.array("values") { json in for value in axis.values { json.value(value.label) } }
          }
        }
      }
      try json.array("points") { json throws(JSONWriter.Failure) in
        for row in rows { try json.object { json throws(JSONWriter.Failure) in try write(row, to: &json) } }
      }
    }
    return json.finish()
  }

  private func write(_ row: Row, to json: inout JSONWriter) throws(JSONWriter.Failure) {
    json.member("index", row.index)
    json.object("values") { json in
      for (name, label) in zip(sweep.axisNames, row.labels) { if let label { json.member(name, label) } }
    }
    json.member("status", row.status)
    if let configuration = row.resolved.configuration { json.member("configuration_sha256", configuration) }
    if let failure = row.result?.failure { json.member("error", failure) }
    for (name, keys) in [("not_costed", row.uncosted.hardware), ("assumed", row.uncosted.assumptions)] {
      json.array(name) { json in for key in keys { json.value(key) } }
    }
    guard let measured = row.measurement else { return }
    json.member("model_name", measured.model)
    json.member("positions", measured.positions)
    json.member("generated_tokens", measured.generatedTokens)
    json.member("latency_ps", measured.latencyPicoseconds)
    json.member("energy_yj", "\(measured.totalYoctojoules)")
    if let accounting = row.resolved.accounting { json.member("accounting", accounting.rawValue) }
    try json.member("latency_ms", measured.latencyMilliseconds)
    try SimulationRecord.member("latency_per_token_ms", measured.millisecondsPerToken, to: &json)
    try json.member("energy_mj", measured.energyJoules * 1e3)
    try SimulationRecord.member("energy_per_token_mj", measured.joulesPerToken.map { $0 * 1e3 }, to: &json)
    try json.object("energy_by_component_mj") { json throws(JSONWriter.Failure) in
      for component in EnergyComponent.allCases {
        if let joules = measured.joules(component) { try json.member(component.key, joules * 1e3) }
      }
    }
    try SimulationRecord.member("average_power_w", measured.averageWatts, to: &json)
    try json.member("energy_delay_product_js", measured.energyDelayProduct)
    json.member("mac_column_accesses", measured.macAccesses)
    json.member("mac_row_hits", measured.macHits)
    try SimulationRecord.member("mac_row_hit_rate", measured.macRowHitRate, to: &json)
    try json.member("mac_utilisation", measured.macUtilisation)
    try json.member("lower_bound_ms", measured.lowerBoundPicoseconds / 1e9)
    try SimulationRecord.member("lower_bound_ratio", measured.lowerBoundRatio, to: &json)
    try SimulationRecord.member("area_mm2", measured.area.total?.squareMillimetres, to: &json)
    for (part, area) in MachineArea.parts {
      let area = measured.area[keyPath: area]?.squareMillimetres
      try SimulationRecord.member("\(part)_area_mm2", area, to: &json)
    }
    json.member("pareto", row.isParetoOptimal)
  }
}

extension SweepTable.Row {
  var status: String {
    switch result?.outcome {
    case .measured: "done"
    case .failed: "failed"
    case nil: "missing"
    }
  }
}

extension SweepTable {
  /// The largest number of rows on a terminal.
  static let mostLines = 60

  /// The table as text for a terminal.
  public var text: String {
    let showsArea = hasSeveralAreas
    var table = TextTable(
      [.right] + sweep.axes.map { _ in .left } + [.right, .right, .right]
        + (showsArea ? [.right] : []) + [.right, .right, .left])
    table.row(
      ["point"] + sweep.axisNames + ["latency", "per token", "energy"] + (showsArea ? ["area"] : [])
        + ["row hits", "over bound"])
    for row in rows.prefix(Self.mostLines) {
      var cells = ["\(row.index)"] + row.labels.map { TextWidth.printable($0 ?? "") }
      if let measured = row.measurement {
        cells += [
          NumberText.duration(measured.latencyPicoseconds),
          measured.millisecondsPerToken.map { NumberText.duration(picoseconds: $0 * 1e9) } ?? "",
          NumberText.energy(measured.energyJoules),
        ]
        if showsArea { cells.append(measured.areaText) }
        cells += [
          measured.macRowHitRate.map(NumberText.percent) ?? "",
          measured.lowerBoundRatio.map { NumberText.fixed($0, 2) + " x" } ?? "", remark(on: row),
        ]
      } else {
        cells.append(row.status)
      }
      table.row(cells)
    }
    var text = "\(sweep.name): \(NumberText.count(rows.count)) points\n\n" + table.text
    if rows.count > Self.mostLines { text += "  … \(NumberText.count(rows.count - Self.mostLines)) more\n" }
    if let remark = remarkOnCompetitors { text += "\n  \(remark)\n" }
    return text
  }

  /// True if the point competes with another one that has the same work.
  func isCompeting(_ row: Row) -> Bool {
    row.competes
      && workloads.contains { group in
        group.contains(row.index) && group.count { rows[$0].competes } > 1
      }
  }

  /// The remark on a point at the end of its row: `Pareto`, and the keys that it varies without a cost.
  func remark(on row: Row) -> String {
    [row.isParetoOptimal ? "Pareto" : "", row.uncosted.text].filter { !$0.isEmpty }
      .joined(separator: "; ")
  }

  /// True if the area of a machine is known, or that of its ASIC.
  var knowsArea: Bool { rows.contains { $0.measurement?.area.asic != nil } }

  /// True if the machines of two points have areas that are known and differ.
  var hasSeveralAreas: Bool { Set(rows.compactMap { $0.measurement?.area.total }).count > 1 }

  /// The remark on the points that do not compete; nil if all do.
  var remarkOnCompetitors: String? {
    let left = rows.filter { !$0.competes && $0.measurement != nil }
    if left.isEmpty { return nil }
    func keys(_ words: String, _ of: (UncostedKeys) -> [String]) -> String? {
      var keys: [String] = []
      for key in left.flatMap({ of($0.uncosted) }) where !keys.contains(key) { keys.append(key) }
      return keys.isEmpty ? nil : "\(words) \(keys.joined(separator: ", "))"
    }
    let lists = [keys("not costed:") { $0.hardware }, keys("assumed:") { $0.assumptions }].compactMap(\.self)
    let count = left.count == 1 ? "1 point is" : "\(NumberText.count(left.count)) points are"
    return "\(count) not in the Pareto front: " + lists.joined(separator: "; ")
  }
}

extension SweepTable {
  /// The points as text for a terminal: values, configuration, state.
  public var list: String {
    var table = TextTable([.right] + sweep.axes.map { _ in .left } + [.left, .left])
    table.row(["point"] + sweep.axisNames + ["configuration", "state"])
    for row in rows {
      let hash = row.resolved.configuration.map { String($0.prefix(12)) } ?? "wrong"
      table.row(["\(row.index)"] + row.labels.map { TextWidth.printable($0 ?? "") } + [hash, row.status])
    }
    return table.text
  }
}
