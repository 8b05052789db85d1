internal import PIMConfiguration

/// The first members of every report: schema, version, kind and tool.
enum ReportSchema {
  static let name = "pimgpt-report"
  static let version = 3

  /// - Parameters:
  ///   - kind: `simulation` or `replay`.
  ///   - toolVersion: the version of the program that simulated.
  static func write(kind: String, toolVersion: String, to json: inout JSONWriter) {
    json.member("schema", name)
    json.member("schema_version", version)
    json.member("kind", kind)
    json.object("tool") { json in
      json.member("name", Tool.name)
      json.member("version", toolVersion)
    }
  }
}
