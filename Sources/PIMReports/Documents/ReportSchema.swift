internal import PIMConfiguration
internal import PIMEnergy

/// The first members of every report: schema, version, kind and tool.
enum ReportSchema {
  static let name = "pimgpt-report"
  /// The version of reports that have everything. Version 3 has no energy by operator and position, and no
  /// causes by layer and operator.
  static let version = 4
  /// Versions that are read.
  static let versions = 3...4

  /// The version that a measurement is written in: it depends on what is known.
  static func version(of measurement: RunMeasurement) -> Int { measurement.energy.division == nil ? 3 : 4 }

  /// - Parameters:
  ///   - version: the version of the members that follow.
  ///   - kind: `simulation` or `replay`.
  ///   - toolVersion: the version of the program that simulated.
  static func write(version: Int, kind: String, toolVersion: String, to json: inout JSONWriter) {
    json.member("schema", name)
    json.member("schema_version", version)
    json.member("kind", kind)
    json.object("tool") { json in
      json.member("name", Tool.name)
      json.member("version", toolVersion)
    }
  }
}
