import PIMGPT
import PIMTestSupport
import Testing

/// No run is faster than a bound of its mapping's work.
@Suite struct BoundTests {
  /// Machines on which a column takes longer than a row's closing, on which vectors are written while rows
  /// open or banks are refreshed.
  @Test(arguments: [
    [
      "gpt2-small", "tokens=1", "system.organisation.rowSize=128 B", "system.timing.tCCDL=20 ns",
      "system.refresh.policy=none",
    ],
    [
      "llama3.2-1b", "mapping=best", "tokens=1", "model.layers=1", "mapping.valueLayout=interleaved",
      "mapping.bias=preset", "system.timing.tCCDL=4 ns",
    ],
    [
      "llama3.2-1b", "mapping=best", "tokens=1", "model.layers=1", "mapping.valueLayout=interleaved",
      "mapping.bias=preset", "system.timing.tCCDL=6 ns",
    ],
    ["qwen2-0.5b", "tokens=1", "model.layers=1", "system.timing.tCCDL=20 ns"],
    [
      "bloom-560m", "tokens=1", "model.layers=1", "system.timing.tCCDL=20 ns",
      "system.refresh.policy=postponed",
    ],
    [
      "mistral-7b", "mapping=best", "system=hbm-pim", "model.layers=2", "model.width=1000",
      "model.ffnWidth=3000", "model.vocabulary=50", "model.heads=8", "model.keyValueHeads=1",
      "model.headWidth=128", "tokens=1", "system.asic.sram=4 MiB", "system.link.pins=1",
      "system.timing.tRFC=900 ns", "system.timing.tRCDRD=200 ns", "system.timing.nRFCBuffer=1",
    ],
    ["gpt2-small", "tokens=3"], ["gpt2-small", "tokens=3", "mapping=best"],
  ])
  func noRunIsFaster(arguments: [String]) throws {
    let record = try Experiment(
      arguments[0], overrides: Array(arguments.dropFirst()), library: Fixtures.library
    ).simulate()
    for bound in record.bounds {
      #expect(bound.picoseconds <= Double(record.result.time), "\(bound.name)")
    }
    for (bound, token) in zip(record.positionBounds, record.result.tokens) { #expect(bound <= token.time) }
  }
}
