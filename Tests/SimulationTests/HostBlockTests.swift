import PIMFastForward
import PIMHardware
import PIMInstructions
import PIMNumerics
import PIMResults
import Testing

/// A host's program is scheduled as if it were in one block, wherever it is cut.
@Suite struct HostBlockTests {
  private static func accesses(_ random: inout SeededGenerator, _ system: System, count: Int) -> [Instruction]
  {
    (0..<count).map { _ in
      var i = Instruction(random.chance(60) ? .RD_SBK : .WR_SBK)
      i.channels = ChannelMask(rawValue: UInt64(random.pick(1...(1 << system.organisation.channels) - 1)))
      i.bank = Int16(random.pick(0...system.organisation.banks - 1))
      i.row = Int32(random.pick(0...3))
      i.column = Int32(random.pick(0...system.organisation.columns - 1))
      i.length = 16 * Int32(random.pick(1...3))
      i.address = Instruction.none
      return i
    }
  }

  /// What stands before and after the accesses: work that they must wait for, and that must wait for them.
  private static func other(_ random: inout SeededGenerator) -> [Instruction] {
    (0..<random.pick(0...2)).map { _ in
      var i = Instruction([.MAC_ABK, .SYNC, .WR_GB][random.pick(0...2)])
      if i.opcode != .SYNC { i.channels = .only(0) }
      if i.opcode == .MAC_ABK { (i.row, i.count) = (Int32(random.pick(0...3)), 5) }
      if i.opcode == .WR_GB { i.length = 40 }
      return i
    }
  }

  private static func block(_ instructions: [Instruction], _ index: Int) -> Block {
    Block(
      template: Template(id: 0, instructions: instructions), rowOffset: 0,
      label: BlockLabel(position: 0, layer: -1, kind: .other, part: index))
  }

  /// Random machines, accesses and cuts, with a front end and without. Every engine, channels shared or not.
  @Test(arguments: ["pim-gpt", "aim-gddr6"], 0..<150 as Range<UInt64>)
  func cutsChangeNothing(base: String, seed: UInt64) throws {
    let random0 = RandomCase(seed: seed, base: try Machines.load(base))
    var random = SeededGenerator(seed: seed ^ 0xBA7C)
    var system = random0.system
    let program =
      Self.other(&random) + Self.accesses(&random, system, count: random.pick(2...80))
      + Self.other(&random) + Self.accesses(&random, system, count: random.pick(0...9))
    var parts: [[Instruction]] = [[]]
    for instruction in program {
      if !(parts.last ?? []).isEmpty, random.chance(25) { parts.append([]) }
      parts[parts.count - 1].append(instruction)
    }
    let whole = [Self.block(program, 0)]
    let cut = parts.enumerated().map { Self.block($1, $0) }
    for queue in [nil, random0.hostQueue] {
      system.hostQueue = queue
      func run(_ blocks: [Block], _ engine: Engine, shares: Bool) throws -> SimulationResult {
        var source = ListSource(blocks, isFromHost: true)
        var result = try Simulator(system, engine: engine, schedule: .overlapped, sharesChannels: shares)
          .run(&source)
        result.blocks = 1
        return result
      }
      let stepped = try Simulator(system, engine: .stepped, schedule: .overlapped).trace(
        whole, isFromHost: true)
      for blocks in [whole, cut] {
        let event = try Simulator(system, engine: .event, schedule: .overlapped).trace(
          blocks, isFromHost: true)
        #expect(event.1 == stepped.1, "seed \(seed), \(blocks.count) blocks")
        for engine in Engine.allCases {
          for shares in [false, true] {
            var expected = stepped.0
            expected.blocks = 1
            let result = try run(blocks, engine, shares: shares)
            #expect(result == expected, "seed \(seed), \(engine), \(blocks.count) blocks, shares \(shares)")
          }
        }
      }
    }
  }
}
