internal import PIMConfiguration
internal import PIMReports

extension DocumentCheck {
  /// The document as it is understood, with the source of each value: `schema` is `pimgpt-document`.
  ///
  /// - Throws: a number that JSON cannot hold.
  public func json() throws -> [UInt8] {
    let configuration = ConfigurationRecord(ResolvedConfiguration(document))
    return try JSONWriter.document(schema: "pimgpt-document", version: 1) { json throws(JSONWriter.Failure) in
      json.member("kind", kind.rawValue)
      json.array("notes") { json in for note in notes { json.value(note) } }
      try configuration.write(to: &json)
    }
  }
}
