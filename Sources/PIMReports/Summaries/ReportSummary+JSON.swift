internal import PIMConfiguration
internal import PIMHardware
internal import PIMInstructions
internal import PIMResults

extension ReportSummary {
  /// The headline numbers of each report: `schema` is `pimgpt-summary`. Unknown figures are null.
  ///
  /// - Throws: `InputError` for a baseline without a figure for a run; a number that JSON cannot hold.
  public func json() throws -> [UInt8] {
    try JSONWriter.document(schema: "pimgpt-summary", version: 1) { json in
      try json.array("reports") { json in
        for (path, hash, run, record) in rows {
          try json.object { json in
            json.member("file", path)
            json.member("model", record.model.name)
            let assumptions = record.model.assumptions
            if !assumptions.isEmpty {
              json.array("assumptions") { json in for assumption in assumptions { json.value(assumption) } }
            }
            json.member("system", record.measurement.system.name)
            json.member("mapping", record.mapping)
            json.member("schedule", record.measurement.schedule.rawValue)
            json.member("generated_tokens", record.generatedTokens)
            json.member("configuration_sha256", hash)
            json.member("latency_ps", record.measurement.result.time)
            for (name, metric) in Self.metrics {
              try SimulationRecord.member(name, run[metric]?.least, to: &json)
            }
            try json.object("baselines_take") { json in
              for (name, baseline) in baselines {
                let other = try baseline.figures(for: run, called: record.model.name, label: name)
                let ratio = other[.latency].flatMap { latency in run[.latency].flatMap { latency.over($0) } }
                try json.object(name) { json in
                  try SimulationRecord.member("least", ratio?.least, to: &json)
                  try SimulationRecord.member("most", ratio?.most, to: &json)
                }
              }
            }
          }
        }
      }
    }
  }

  private static let metrics: [(name: String, metric: Metric)] = [
    ("time_per_token_ps", .timePerToken), ("lower_bound_ratio", .boundRatio), ("energy_yj", .energy),
    ("energy_per_token_yj", .energyPerToken), ("power_w", .power), ("mac_utilisation", .macUtilisation),
    ("mac_row_hit_rate", .macRowHits),
  ]
}
