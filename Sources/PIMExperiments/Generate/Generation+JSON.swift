internal import PIMConfiguration
internal import PIMHardware
internal import PIMResults
internal import PIMWorkload

extension Generation {
  /// The text, its tokens, the verification and the time: `schema` is `pimgpt-generation`.
  ///
  /// - Throws: a number that JSON cannot hold.
  public func json() throws -> [UInt8] {
    try JSONWriter.document(schema: "pimgpt-generation", version: 1) { json throws(JSONWriter.Failure) in
      json.member("model", experiment.model.name)
      json.member("system", experiment.system.name)
      json.array("prompt_tokens") { json in for token in tokens.prefix(promptCount) { json.value(token) } }
      json.array("tokens") { json in for token in tokens.dropFirst(promptCount) { json.value(token) } }
      if codec.isText {
        var stream = codec.stream(behind: Array(tokens.prefix(promptCount)))
        let generated = tokens.dropFirst(promptCount).map { stream.append($0) }
        json.member("text", generated.joined() + stream.finish())
      }
      json.array("notes") { json in for note in notes { json.value(note) } }
      try json.object("verification") { json throws(JSONWriter.Failure) in
        try VerificationReport.write(verification, to: &json)
      }
      if let difference = firstDifference {
        try json.object("first_other_choice_of_binary32") { json throws(JSONWriter.Failure) in
          json.member("index", difference.index)
          json.member("chosen", difference.chosen)
          json.member("binary32", difference.floatChoice)
          try json.member("logit_difference", Double(difference.floatMargin))
        }
      }
      guard let simulation else { return }
      json.member("latency_ps", simulation.time)
      json.member(
        "prompt_latency_ps", simulation.tokens.prefix(max(0, promptCount - 1)).reduce(0) { $0 + $1.time })
    }
  }
}
