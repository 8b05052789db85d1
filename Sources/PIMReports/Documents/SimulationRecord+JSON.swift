package import PIMConfiguration
internal import PIMEnergy
internal import PIMFastForward
internal import PIMHardware
internal import PIMInstructions
internal import PIMResults
internal import PIMWorkload

extension SimulationRecord {
  /// The report as JSON: the same bytes for the same record.
  public func json() throws -> [UInt8] {
    var json = JSONWriter()
    let result = measurement.result
    try json.object { json throws(JSONWriter.Failure) in
      ReportSchema.write(
        version: ReportSchema.version(of: measurement), kind: "simulation", toolVersion: toolVersion,
        to: &json)
      json.object("model") { json in
        json.member("name", model.name)
        json.member("layers", model.layers)
        json.member("width", model.width)
        json.member("heads", model.heads)
        json.member("head_width", model.headWidth)
        json.member("ffn_width", model.ffnWidth)
        json.member("vocabulary", model.vocabulary)
        json.member("context_limit", model.contextLimit)
        json.member("layer_parameters", model.layerParameters)
        json.member("total_parameters", model.totalParameters)
        // What GPT-2 has as well follows from the sizes.
        if model.keyValueHeads != model.heads { json.member("key_value_heads", model.keyValueHeads) }
        if model.embeddingElementsPerToken != ModelRecord.rows(width: model.width) {
          json.member("embedding_elements_per_token", model.embeddingElementsPerToken)
        }
        if model.headParameters != ModelRecord.head(width: model.width, vocabulary: model.vocabulary) {
          json.member("head_parameters", model.headParameters)
        }
        if !model.windows.isEmpty {
          json.array("windows") { json in for window in model.windows { json.value(window) } }
        }
        if let features = model.features { json.member("features", features) }
        if !model.assumptions.isEmpty {
          json.array("assumptions") { json in for assumption in model.assumptions { json.value(assumption) } }
        }
      }
      json.member("system", measurement.system.name)
      json.member("mapping", mapping)
      json.object("run") { json in
        json.member("engine", measurement.engine.rawValue)
        json.member("schedule", measurement.schedule.rawValue)
        json.member("first_position", positions.lowerBound)
        json.member("positions", positions.count)
        json.member("positions_of_whole_run", run.positions.count)
        json.member("generated_tokens", generatedTokens)
        json.member("embedding", run.embedding)
        json.member("lm_head", run.lmHead)
      }
      try json.object("headline") { json throws(JSONWriter.Failure) in
        try json.member("latency_ms", Double(result.time) / 1e9)
        try Self.member("latency_per_token_ms", timePerToken.map { $0 / 1e9 }, to: &json)
        try Self.member("tokens_per_second", tokensPerSecond, to: &json)
        try json.member("lower_bound_ms", tightestBound?.milliseconds ?? 0)
        try Self.member("lower_bound_ratio", boundRatio, to: &json)
        try json.member("energy_mj", measurement.energy.joules * 1e3)
        try Self.member("tokens_per_joule", tokensPerJoule, to: &json)
        try json.member("mac_utilisation", macUtilisation)
        try Self.member("mac_row_hit_rate", measurement.macRowHits.rate, to: &json)
      }
      try json.array("lower_bounds") { json throws(JSONWriter.Failure) in
        for bound in bounds {
          try json.object { json throws(JSONWriter.Failure) in
            json.member("name", bound.name)
            json.member("counts", bound.counts)
            try json.member("latency_ms", bound.milliseconds)
            try Self.member("ratio", ratio(to: bound), to: &json)
          }
        }
      }
      try measurement.writeLatency(
        positionBounds: positionBounds, machineBounds: machinePositionBounds, to: &json)
      try measurement.writeEnergy(generatedTokens: generatedTokens, to: &json)
      try json.object("macs") { json throws(JSONWriter.Failure) in
        json.member("useful", usefulMACs)
        json.member("issued", measurement.issuedMACs)
        try json.member("utilisation", macUtilisation)
      }
      try measurement.writeCounters(to: &json)
      verification.write(to: &json)
      try configuration.write(to: &json)
    }
    return json.finish()
  }

  package static func member(_ name: String, _ number: Double?, to json: inout JSONWriter) throws(JSONWriter
    .Failure)
  {
    if let number { try json.member(name, number) } else { json.memberNull(name) }
  }
}
