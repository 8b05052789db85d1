internal import PIMConfiguration
internal import PIMFastForward
internal import PIMHardware
internal import PIMInstructions
internal import PIMResults

extension ReplayRecord {
  /// The report as JSON: the same bytes for the same trace, system and engine.
  public func json() throws -> [UInt8] {
    let result = measurement.result
    var json = JSONWriter()
    try json.object { json throws(JSONWriter.Failure) in
      ReportSchema.write(
        version: ReportSchema.version(of: measurement), kind: "replay", toolVersion: toolVersion, to: &json)
      json.member("trace", trace)
      json.member("system", measurement.system.name)
      json.object("run") { json in
        json.member("engine", measurement.engine.rawValue)
        json.member("schedule", measurement.schedule.rawValue)
        json.member("positions", hasPositions ? result.tokens.count : 0)
      }
      try measurement.writeLatency(positionBounds: nil, machineBounds: [], to: &json)
      try measurement.writeEnergy(generatedTokens: nil, to: &json)
      json.object("macs") { json in json.member("issued", measurement.issuedMACs) }
      try measurement.writeCounters(to: &json)
      verification.write(to: &json)
      try configuration.write(to: &json)
    }
    return json.finish()
  }
}
