internal import PIMConfiguration
internal import PIMExecution
internal import PIMNumerics
internal import PIMWorkload

extension AccuracyReport {
  /// Perplexity and differences of logits for each arithmetic: `schema` is `pimgpt-accuracy`. A perplexity
  /// beyond what a double holds is null.
  ///
  /// - Throws: a number that JSON cannot hold.
  public func json() throws -> [UInt8] {
    try JSONWriter.document(schema: "pimgpt-accuracy", version: 1) { json throws(JSONWriter.Failure) in
      json.member("model", experiment.model.name)
      json.array("notes") { json in for note in notes { json.value(note) } }
      json.member("predictions", rows[0].accuracy.predictions)
      try Self.perplexity("binary32_perplexity", rows[0].accuracy.floatPerplexity, to: &json)
      try json.array("arithmetics") { json throws(JSONWriter.Failure) in
        for row in rows {
          try json.object { json throws(JSONWriter.Failure) in
            json.member("arithmetic", row.variant)
            try Self.perplexity("perplexity", row.accuracy.hardwarePerplexity, to: &json)
            try VerificationReport.write(row.accuracy.divergence, to: &json)
          }
        }
      }
    }
  }

  private static func perplexity(
    _ name: String, _ value: Double, to json: inout JSONWriter
  ) throws(JSONWriter.Failure) {
    if value.isFinite { try json.member(name, value) } else { json.memberNull(name) }
  }
}

extension Experiment {
  /// The measured errors of the ASIC's functions: `schema` is `pimgpt-function-errors`.
  ///
  /// - Throws: a number that JSON cannot hold.
  public func measureFunctionErrorsAsJSON() throws -> [UInt8] {
    try JSONWriter.document(schema: "pimgpt-function-errors", version: 1) { json throws(JSONWriter.Failure) in
      try json.array("functions") { json throws(JSONWriter.Failure) in
        for row in functionErrors() {
          try json.object { json throws(JSONWriter.Failure) in
            json.member("function", row.function)
            json.member("domain", row.domain)
            json.member("samples", row.samples)
            try json.member("largest_absolute_error", row.maximumAbsoluteError)
            try json.member("mean_absolute_error", row.meanAbsoluteError)
            try json.member("largest_relative_error", row.maximumRelativeError)
            try json.member("bfloat16_ulps", row.maximumBFloat16Ulps)
          }
        }
      }
    }
  }
}
