import PIMConfiguration
internal import PIMExperiments
import PIMGPT
import PIMTestSupport
import Testing

/// What a sweep says of points that vary what has no cost, and which points compete.
@Suite struct UncostedKeyTests {
  /// The remark on each point of a sweep of gpt2-small.
  private func remarks(_ text: String) throws -> [String] {
    let document = try Document.parse(text: "experiment: gpt2-small\n" + text, name: "s.yaml")
    return try Sweep(document: document, name: "s", library: Fixtures.library).resolve().map(\.uncosted.text)
  }

  @Test(arguments: [
    ("axes: {system.asic.adders: [64, 256], system.organisation.channels: [8, 16]}", ["", "", "", ""]),
    ("axes: {system.timing.tRP: [8 ns, 12 ns]}", ["not costed: timing.tRP", ""]),
    // The machine as it is has its costs, however it is written.
    ("axes: {system.link.rate: [8 Gb/s, 16000 Mb/s, 16 Gb/s]}", ["not costed: link.rate", "", ""]),
    ("axes: {system.refresh.policy: [none, strict], mapping.schedule: [serial]}", ["", ""]),
    ("axes: {tokens: [1, 2], model: [gpt2-small]}", ["", ""]),
    (
      "axes: {system.electrical.VDD: [1.25 V, 1.35 V]}", ["", "assumed: electrical.VDD"]
    ),
    (
      "axes: {row: {1: {system.organisation.rowSize: 1 KiB, system.organisation.rows: 32768, system.asic.area: 1 mm2}}}",
      ["not costed: organisation.rows, organisation.rowSize; assumed: asic.area"]
    ),
    // A machine of its own has what it has; what is changed in it counts.
    ("axes: {system: [pim-gpt, hbm-pim]}", ["", ""]),
    (
      "axes: {system: [pim-gpt, hbm-pim], system.asic.adders: [256, 512]}",
      ["", "", "", "not costed: asic.adders"]
    ),
    (
      "axes: {machine: {fast: {system: {extends: pim-gpt, timing: {tRP: 8 ns}, asic: {adders: 128}}}}}",
      ["not costed: timing.tRP"]
    ),
    // Without the name of a machine a mapping changes the one below it.
    ("axes: {machine: {fast: {system: {timing: {tRP: 8 ns}}}}}", ["not costed: timing.tRP"]),
    // What holds for all points is not varied.
    ("set: {system.timing.tRP: 9 ns}\naxes: {tokens: [1, 2]}", ["", ""]),
    ("axes: {system.costs: [null]}", ["assumed: costs.asic.reference.adders"]),
  ]) func remarksOnPoints(text: String, expected: [String]) throws {
    let found = try remarks(text)
    #expect(found.count == expected.count)
    for (found, expected) in zip(found, expected) {
      #expect(text.contains("costs: [null]") ? found.hasPrefix(expected) : found == expected)
    }
  }

  /// A figure that a point gives again, for another machine than the reference, is refused where it stands.
  @Test func contradictionsAreErrorsOfThePoint() throws {
    let document = try Document.parse(
      text: """
        experiment: gpt2-small
        axes:
          lanes:
            8: {system.macUnit.lanes: 8, system.organisation.burst: 16 B, system.electrical.macPower: 74.645 mW}
        """, name: "s.yaml")
    let text = message { _ = try Sweep(document: document, name: "s", library: Fixtures.library).resolve() }
    let expected = "system.electrical.macPower: contradicts the costs, found a machine with lanes 8, "
    #expect(text.hasPrefix("s.yaml:4:95: " + expected), "\(text)")
  }
}
