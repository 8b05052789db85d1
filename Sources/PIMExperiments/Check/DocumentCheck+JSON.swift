internal import PIMConfiguration
internal import PIMReports

extension DocumentCheck {
  /// The document as it is understood, with the source of each value: `schema` is `pimgpt-document`.
  ///
  /// - Throws: a number that JSON cannot hold.
  public func json() throws -> [UInt8] {
    let configuration = ConfigurationRecord(ResolvedConfiguration(document))
    var json = JSONWriter()
    try json.object { json throws(JSONWriter.Failure) in
      json.member("schema", "pimgpt-document")
      json.member("schema_version", 1)
      json.member("kind", kind.rawValue)
      json.array("notes") { json in for note in notes { json.value(note) } }
      try configuration.write(to: &json)
    }
    return json.finish()
  }
}
