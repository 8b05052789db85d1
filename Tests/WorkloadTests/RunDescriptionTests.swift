import PIMWorkload
import Testing

@Suite struct RunDescriptionTests {
  @Test(arguments: [(1, 5, 0, 5), (2, 5, 1, 6), (7, 1, 6, 7)])
  func steps(prompt: Int, tokens: Int, prefill: Int, total: Int) throws {
    let run = try RunDescription(tokens: tokens, promptLength: prompt)
    #expect(run.prefillSteps == prefill)
    #expect(run.positions == 0..<total)
    #expect(run.positions.count(where: run.generates) == tokens)
  }

  /// A run begins with a token.
  @Test func noPrompt() {
    #expect(throws: WorkloadError.self) { try RunDescription(tokens: 5, promptLength: 0) }
  }

  @Test func contextIsTheLastPositionPlusOneOrMore() throws {
    let model = try ModelDescriptionTests.model()
    #expect(try RunDescription(tokens: 10, promptLength: 4).reservedContext(for: model) == 13)
    #expect(try RunDescription(tokens: 10, maximumContext: 100).reservedContext(for: model) == 100)
    #expect(throws: WorkloadError.self) {
      try RunDescription(tokens: 10, maximumContext: 5).reservedContext(for: model)
    }
  }

  @Test func contextBeyondTheLimitMustBeAskedFor() throws {
    let model = try ModelDescriptionTests.model()
    let error = #expect(throws: WorkloadError.self) {
      try RunDescription(tokens: 1025).reservedContext(for: model)
    }
    #expect(
      error?.description
        == "run of m: 1025 positions are more than the model's context limit of 1024; "
        + "expected a shorter run, or extendContext: true")
    #expect(try RunDescription(tokens: 1025, extendContext: true).reservedContext(for: model) == 1025)
  }
}
