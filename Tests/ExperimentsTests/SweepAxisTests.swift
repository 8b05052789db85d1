import PIMGPT
import PIMTestSupport
import Testing

@testable import PIMExperiments

/// The labels of a sweep's axes as numbers, and the names of axes.
@Suite struct SweepAxisTests {
  @Test(arguments: [
    // The unit that most labels have; of two that are as frequent, the first.
    (["100 MHz", "500 MHz", "1 GHz"], [100.0, 500, 1000], "MHz"),
    (["512 B", "1 KiB", "8 KiB"], [0.5, 1, 8], "KiB"), (["8 ns", "12 ns"], [8, 12], "ns"),
    (["500 ps", "1 ns"], [500, 1000], "ps"), (["4", "8", "64"], [4, 8, 64], ""),
    (["0.5", "-1"], [0.5, -1], ""),
  ])
  func numbers(labels: [String], values: [Double], unit: String) throws {
    let axis = try #require(SweepAxisScale(labels))
    #expect(axis.values == values && axis.unit == unit)
  }

  @Test(arguments: [
    // Names, two dimensions, a number without its unit, the same value twice, nothing.
    ["serial", "overlapped"], ["8 ns", "8 KiB"], ["8 ns", "12"], ["1000 MHz", "1 GHz"], [], ["gpt2-small"],
    ["8 things"],
  ])
  func names(labels: [String]) { #expect(SweepAxisScale(labels) == nil) }

  @Test(arguments: [
    ("system.asic.clock", "ASIC clock"), ("system.timing.tRP", "tRP"), ("system.link.rate", "link rate"),
    ("system.organisation.channels", "channels"), ("system.refresh.policy", "refresh policy"),
    ("system.macUnit.lanes", "MAC unit lanes"), ("mapping.schedule", "schedule"),
    ("system.electrical.IDD4R", "IDD4R"), ("system.asic.functions.taylorTerms", "ASIC taylor terms"),
    // Names that are no paths.
    ("row size", "row size"), ("tokens", "tokens"), ("v1.5", "v1.5"),
  ])
  func titles(name: String, expected: String) { #expect(Sweep.Axis.title(of: name) == expected) }
}
