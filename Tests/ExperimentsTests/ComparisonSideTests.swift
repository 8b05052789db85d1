import PIMGPT
import PIMTestSupport
import Testing

@Suite struct ComparisonSideTests {
  @Test(arguments: [
    (
      ["gpt2-smal", "t4"],
      "gpt2-smal: neither an experiment nor a baseline; expected a report's file, the path of an experiment or a baseline, or one of \((["gpt2-large", "gpt2-medium", "gpt2-small", "gpt2-xl", "gpt3-large", "gpt3-medium", "gpt3-small", "gpt3-xl", "kjv", "kjv-llama", "paper-t4", "paper-xeon", "t4", "xeon-gold-6154"]).joined(separator: ", ")); did you mean \"gpt2-small\"?"
    ),
    (
      ["t4", "paper-t4"],
      "t4 paper-t4: only baselines; expected at least one report or experiment: a baseline does what a run does"
    ),
    (["t4"], "t4: nothing to compare; expected 2 to 26 reports, experiments or baselines"),
    (
      ["t4@elemnt=fp32", "t4"],
      "t4@elemnt=fp32: elemnt: unknown key; expected one of name, description, method, bandwidth, power, element; did you mean \"element\"?"
    ),
  ])
  func brokenSides(sides: [String], expected: String) {
    #expect(message { _ = try Comparison(sides, library: Fixtures.library) } == expected)
  }
}
