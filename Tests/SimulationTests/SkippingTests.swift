import PIMHardware
import PIMInstructions
import PIMMapping
import PIMNumerics
import Testing

@_spi(Ablation) @testable import PIMFastForward
@testable import PIMResults
@testable import PIMSimulation

/// Blocks that are looked up do what they would have done.
@Suite struct SkippingTests {
  private static func write(_ channels: ChannelMask, bursts: Int32) -> Instruction {
    var write = Instruction(.WR_GB)
    write.channels = channels
    write.length = 16 * bursts
    return write
  }

  private static func gelu(_ length: Int32, at address: Int32 = 32_768) -> Instruction {
    var gelu = Instruction(.GELU)
    (gelu.address, gelu.source, gelu.length) = (address, address, length)
    return gelu
  }

  private static func run(
    _ blocks: [Block], on system: System, _ engine: Engine, schedule: Schedule = .serial
  ) throws -> (result: SimulationResult, skipped: Int64) {
    var source = ListSource(blocks)
    var skipped: Int64 = 0
    let result = try Simulator(system, engine: engine, schedule: schedule).run(
      &source, effort: { skipped = $0.blocksSkipped })
    return (result, skipped)
  }

  /// Channel 2 counts exactly twice what channel 1 does, when all three stand alike at the end of the block
  /// and become one class: what it has counted more is as much as that class has counted, and has to be
  /// booked all the same.
  @Test(arguments: Engine.allCases) func aChannelThatDidTwiceAsMuch(engine: Engine) throws {
    let lists = [
      [
        Self.write(.only(0), bursts: 64), Self.write(.only(1), bursts: 10), Self.write(.only(2), bursts: 20),
      ]
    ]
    let blocks = ListSource(lists).blocks
    let (result, _) = try Self.run(blocks, on: try Machines.load("pim-gpt"), engine)
    #expect(result.channels.map { $0.commands[.WRGB] } == [64, 10, 20, 0, 0, 0, 0, 0])
  }

  /// A channel and the ASIC complete in the same picosecond at the end of a block. What follows on the ASIC
  /// has waited for both, and goes on from the path that the machine is on, whatever came before: so where
  /// the machine stands is the same with a tie and without.
  @Test func aTieBetweenChannelAndASIC() throws {
    let system = try Machines.load("pim-gpt")
    // One burst takes 1.5 ns, so that what comes next begins between two edges of the ASIC's clock.
    let burst = [Self.write(.first(8), bursts: 1)]
    func time(_ instructions: [Instruction]) throws -> Int64 {
      try Self.run(ListSource([burst, instructions]).blocks, on: system, .event).result.time
    }
    let asic = Self.gelu(16)
    // As many bursts as take as long as the function, at most 64 an instruction.
    func writes(_ bursts: Int32) -> [Instruction] {
      stride(from: 0, to: bursts, by: 64).map { Self.write(.first(8), bursts: min(64, bursts - $0)) }
    }
    let wanted = try time([asic])
    let bursts = try #require(try (1...512).first { try time(writes($0)) >= wanted })
    try #require(try time(writes(bursts)) == wanted, "no tie can be made of bursts")
    let templates = [[asic], burst, writes(bursts), writes(bursts) + [asic]].enumerated().map {
      Template(id: $0.offset, instructions: $0.element)
    }
    // The ASIC alone after a block without a tie, then after one with.
    let blocks = [0, 1, 2, 0, 1, 3, 0].enumerated().map { index, template in
      Block(
        template: templates[template], rowOffset: 0,
        label: BlockLabel(position: index, layer: 0, kind: template == 0 ? .gelu : .qkv))
    }
    let results = try Engine.allCases.map { try Self.run(blocks, on: system, $0) }
    for (result, _) in results {
      #expect(result == results[0].result)
      for ledger in result.operators {
        #expect(Cause.allCases.allSatisfy { ledger[$0] >= 0 }, "nothing overlaps under the serial schedule")
      }
    }
    #expect(results[2].skipped > 0)
  }

  /// Whatever the schedule, a model's layers and tokens are looked up when they come again, and the results
  /// are the event engine's.
  @Test(arguments: ["none", "strict", "postponed"], Schedule.allCases)
  func layersAndTokensRepeat(policy: String, schedule: Schedule) throws {
    let mapping = MappingPolicy(
      productTiles: 3, attention: .pipelined, attentionGroups: 2, parameterPrefetch: .ahead)
    let bench = try Workbench(Workbench.gpt2Small(layers: 6), tokens: 64, ["refresh.policy=\(policy)"])
      .with(\.policy, mapping)
    let system = try bench.system()
    let compiled = try bench.compiled(on: system)
    func run(_ engine: Engine) throws -> (SimulationResult, Effort?) {
      var program = ModelProgram(compiled, positions: 32..<40)
      var effort: Effort?
      let simulator = Simulator(system, engine: engine, schedule: schedule)
      return (try simulator.run(&program, effort: { effort = $0 }), effort)
    }
    let (event, none) = try run(.event)
    let (fast, effort) = try run(.fast)
    #expect(fast == event)
    #expect(none == nil)
    let share = Double(try #require(effort).blocksSkipped) / Double(event.blocks)
    // Without refresh a block is looked up but for its first time: 48 layers hold at most as many different
    // blocks as one layer has, and attention's of each token; a refresh every 13,650 cycles disturbs some
    // more.
    #expect(share > (policy == "none" ? 0.6 : 0.2), "\(share)")
  }

  /// Blocks of equal instructions need not share a template to be looked up: those of a trace that is read do
  /// not.
  @Test(arguments: Schedule.allCases) func equalBlocksOfATrace(schedule: Schedule) throws {
    var multiply = Instruction(.MAC_ABK)
    (multiply.channels, multiply.row, multiply.count) = (.first(8), 5, 48)
    var read = Instruction(.RD_MAC)
    (read.channels, read.address, read.length) = (.first(8), 32_768, 128)
    let lists = Array(
      repeating: [Self.write(.first(8), bursts: 48), multiply, read, Self.gelu(128)], count: 400)
    let system = try Machines.load("pim-gpt")
    let event = try Self.run(ListSource(lists).blocks, on: system, .event, schedule: schedule)
    let fast = try Self.run(ListSource(lists).blocks, on: system, .fast, schedule: schedule)
    #expect(fast.result == event.result)
    // All but the first few, and those that a refresh meets at a moment of its own.
    #expect(fast.skipped > 300, "\(fast.skipped)")
  }

  /// Instructions among which nothing repeats.
  private static func strange(_ count: Int, seed: UInt64) -> [Instruction] {
    var random = SeededGenerator(seed: seed)
    return (0..<count).map { index in
      var access = Instruction([.RD_SBK, .WR_SBK, .MAC_ABK][random.pick(0...2)])
      (access.channels, access.bank) = (.only(random.pick(0...7)), Int16(random.pick(0...15)))
      (access.row, access.count) = (Int32(random.pick(0...999)), Int32(random.pick(1...64)))
      (access.length, access.address) = (Int32(16 * random.pick(1...8)), Int32(index % 256 * 128))
      return access
    }
  }

  /// A long block in which nothing repeats, then one in which everything does: a channel goes on directly
  /// within the first, and the machine after it, to the results of the event engine.
  @Test(arguments: Schedule.allCases, ["none", "strict", "postponed"])
  func aLongBlock(schedule: Schedule, policy: String) throws {
    let strange = Self.strange(3000, seed: 7)
    let usual = (0..<1000).flatMap { _ in [Self.write(.first(8), bursts: 3), Self.gelu(16)] }
    let blocks = ListSource([strange, usual, strange]).blocks
    let system = try Machines.load("pim-gpt", ["refresh.policy=\(policy)"])
    var source = ListSource(blocks)
    var effort: Effort?
    let fast = try Simulator(system, engine: .fast, schedule: schedule).run(&source, effort: { effort = $0 })
    #expect(fast == (try Self.run(blocks, on: system, .event, schedule: schedule).result))
    #expect(effort?.blocksLeft == 2)
    #expect(effort.map { $0.commandsComputed <= $0.commands } == true)
  }

  /// Blocks in which nothing repeats are left to the event engine, but not what comes after them for ever:
  /// once a thirtieth of the steps has paid for another trial, blocks are skipped.
  @Test(arguments: Schedule.allCases, ["none", "strict", "postponed"])
  func anotherTrial(schedule: Schedule, policy: String) throws {
    // Each waits for the one before, so that all units meet in every block.
    var (product, read) = (Instruction(.MAC_ABK), Instruction(.RD_MAC))
    (product.channels, product.row, product.count) = (.first(8), 5, 48)
    (read.channels, read.length) = (.first(8), 128)
    let usual = [Self.write(.first(8), bursts: 8), product, read, Self.gelu(128, at: 0)]
    // The second trial is for 8 transitions, 15 steps each: after some 8 x 15 x 30 = 3,600 steps; the third
    // after twice as many.
    let lists = (0..<8).map { Self.strange(600, seed: $0) } + Array(repeating: usual, count: 30_000)
    let blocks = ListSource(lists).blocks
    let system = try Machines.load("pim-gpt", ["refresh.policy=\(policy)"])
    var simulator = Simulator(system, engine: .fast, schedule: schedule)
    simulator.settings = FastSettings { ($0.streamLength, $0.sectionLength, $0.trial) = (4, 4, 4) }
    var (source, effort) = (ListSource(blocks), Effort())
    let fast = try simulator.run(&source, effort: { effort = $0 })
    #expect(fast == (try Self.run(blocks, on: system, .event, schedule: schedule).result))
    #expect(effort.blocksLeft >= 5 && effort.blocksLeft < 20_000, "\(effort)")
    #expect(effort.blocksSkipped > 5000, "\(effort)")
  }
}
