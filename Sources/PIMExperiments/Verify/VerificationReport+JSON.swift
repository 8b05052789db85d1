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
      guard result.passed, let comparison else { return }
      try json.object("against_file") { json throws(JSONWriter.Failure) in
        try Self.write(comparison, to: &json)
      }
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

  /// Writes the members of a comparison with a file; all differences and margins are relative.
  private static func write(
    _ comparison: ReferenceComparison, to json: inout JSONWriter
  ) throws(JSONWriter.Failure) {
    json.member("file", comparison.file)
    json.member("positions", comparison.positions.count)
    try json.member("largest_logit", Double(comparison.largestLogit))
    try json.member("tolerance", comparison.tolerance)
    json.member("within_tolerance", comparison.firstOverTolerance == nil)
    if let first = comparison.firstOverTolerance {
      json.member("first_position_over_tolerance", first.position)
    }
    if let worst = comparison.worstFloat {
      try json.object("binary32") { json throws(JSONWriter.Failure) in
        try json.member("largest_difference", worst.floatDifference)
        json.member("position", worst.position)
        json.member("equal_choices", comparison.equalFloatChoices)
      }
    }
    if let worst = comparison.worstMachine {
      try json.object("machine") { json throws(JSONWriter.Failure) in
        try json.member("largest_difference", worst.machineDifference)
        json.member("position", worst.position)
        json.member("equal_choices", comparison.equalMachineChoices)
      }
    }
    try json.array("by_position") { json throws(JSONWriter.Failure) in
      for position in comparison.positions {
        try json.object { json throws(JSONWriter.Failure) in try write(position, to: &json) }
      }
    }
  }

  private static func write(
    _ position: ReferenceComparison.Position, to json: inout JSONWriter
  ) throws(JSONWriter.Failure) {
    json.member("position", position.position)
    try json.member("binary32_difference", position.floatDifference)
    try json.member("machine_difference", position.machineDifference)
    json.member("choice", position.choice)
    json.member("binary32_choice", position.floatChoice)
    json.member("machine_choice", position.machineChoice)
    if let margin = position.margin { try json.member("margin", margin) } else { json.memberNull("margin") }
  }
}
