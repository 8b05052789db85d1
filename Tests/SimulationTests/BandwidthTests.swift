import PIMFastForward
import PIMHardware
import PIMInstructions
import PIMMapping
import PIMResults
import PIMSimulation
import Testing

/// The machine without MAC units: all weights come over the links, and the links are what it waits for.
@Suite struct BandwidthTests {
  @Test(arguments: [Schedule.serial, .overlapped], PipelineTests.policies)
  func enginesAgree(schedule: Schedule, policy: MappingPolicy) throws {
    let bench = try Workbench(Workbench.odd(), tokens: 40).with(\.base, "gddr6").with(\.policy, policy)
      .with(\.schedule, schedule)
    for positions in [0..<2, 37..<39] {
      let event = try bench.with(\.engine, .event).simulate(positions)
      for engine in [Engine.stepped, .fast] {
        let other = try bench.with(\.engine, engine).simulate(positions)
        #expect(other == event, "\(engine)")
      }
    }
  }

  /// A layer of GPT-2 small has 12 · 768² weights and 13 · 768 parameters; at position t its keys and values
  /// are 2 · 768 · (t + 1). Two bytes each, at 8 channels · 16 pins · 16 Gb/s = 256 bytes a nanosecond: for
  /// two layers at position 500 2 · 2 · (7,077,888 + 9,984 + 769,536) / 256 = 122,772 ns. A channel refreshes
  /// for 455 of 6,825 ns: 131,541 ns. The rest is rows to open between tiles, the last product of each block,
  /// and what is not a product.
  @Test func timeIsBytesByBandwidth() throws {
    let system = try Machines.load("gddr6")
    let link = system.link
    #expect(Int64(system.organisation.channels * link.pins) * link.bitsPerSecondPerPin == 256 * 8_000_000_000)
    let weights = 12 * 768 * 768 + 13 * 768
    #expect(weights == 7_077_888 + 9_984)
    let bytes = Int64(2 * 2 * (weights + 2 * 768 * 501))
    #expect(bytes * 1000 / 256 == 122_772_000)
    let bench = try Workbench(Workbench.gpt2Small(layers: 2), tokens: 600).with(\.base, "gddr6")
      .with(\.engine, .fast)
    let result = try bench.simulate(500..<501)
    #expect(result.time >= bytes * 1000 / 256)
    #expect(result.time * 100 <= bytes * 1000 / 256 * 120)
    // Every burst that is read holds something; of parameters and of the last column of values, not only.
    let reads = result.channels.reduce(Int64(0)) { $0 + $1.commands[.RD] } * 32
    #expect(reads >= bytes && reads * 100 <= bytes * 102)
    #expect(result.work.asicMultiplications >= Int64(2 * (12 * 768 * 768 + 2 * 768 * 501)))
  }
}
