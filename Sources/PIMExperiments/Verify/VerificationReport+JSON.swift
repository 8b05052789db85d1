internal import PIMConfiguration
internal import PIMExecution
internal import PIMHardware
internal import PIMMapping
internal import PIMWorkload

extension VerificationReport {
  /// The verdict and the differences from binary32: `schema` is `pimgpt-verification`.
  ///
  /// - Throws: a number that JSON cannot hold.
  public func json() throws -> [UInt8] {
    try JSONWriter.document(schema: "pimgpt-verification", version: 1) { json throws(JSONWriter.Failure) in
      json.member("model", experiment.model.name)
      json.member("system", experiment.system.name)
      json.member("mapping", experiment.policy.name)
      json.member("inputs", inputs)
      json.array("notes") { json in for note in notes { json.value(note) } }
      try Self.write(result, to: &json)
    }
  }

  /// Writes the members of a verification's result.
  static func write(_ result: VerificationResult, to json: inout JSONWriter) throws(JSONWriter.Failure) {
    json.member("verified", result.passed)
    if let failure = result.failure { json.member("failure", "\(failure)") }
    json.member("positions", result.positions)
    json.member("blocks", result.blocks)
    json.member("instructions", result.instructions)
    json.member("elements_equal", result.elementsCompared)
    guard result.passed else { return }
    try json.object("against_binary32") { json throws(JSONWriter.Failure) in
      try json.member("residual_largest_difference", result.maximumHiddenDifference)
      try json.member("residual_mean_difference", result.meanHiddenDifference)
      guard let logits = result.logits else { return }
      try write(logits, to: &json)
    }
  }

  /// Writes the members of a difference of logits.
  static func write(_ logits: Divergence, to json: inout JSONWriter) throws(JSONWriter.Failure) {
    json.member("positions", logits.positions)
    try json.member("logits_largest_difference", logits.maximumDifference)
    try json.member("logits_mean_difference", logits.meanDifference)
    try json.member("divergence_mean_nats", logits.meanDivergence)
    try json.member("divergence_largest_nats", logits.maximumDivergence)
    try json.member("top_one_agreement", logits.topOneAgreement)
  }
}
