import PIMHardware
import PIMInstructions
import PIMNumerics

/// Random machines and programs, small enough for the stepped engine and mean enough to reach the corners:
/// short refresh intervals, few rows, every instruction.
struct RandomCase {
  var system: System
  var schedule: Schedule
  var blocks: [Block]
  /// A front end for the program as one of a host.
  var hostQueue = System.HostQueue(depth: 33, linesPerCycle: 1, blocking: [])
  /// How many lines an instruction takes, by turns.
  var lines: [Int32] = [1]

  init(seed: UInt64, base: System) {
    var random = SeededGenerator(seed: seed)
    system = RandomCase.system(&random, base)
    schedule = random.chance(50) ? .serial : .overlapped
    blocks =
      switch random.pick(0...9) {
      case 0...3: RandomCase.anything(&random, system)
      case 4...6: RandomCase.histories(&random, system)
      default: RandomCase.layers(&random, system)
      }
    hostQueue = System.HostQueue(
      depth: random.pick(1...[3, 8, 40][random.pick(0...2)]), linesPerCycle: random.pick(1...3),
      blocking: Command.allCases.map { _ in random.chance(15) })
    if random.chance(50) { lines = (0..<random.pick(1...5)).map { _ in Int32(random.pick(0...3)) } }
  }

  private func lines(from first: Int, count: Int) -> [Int32] {
    (first..<first + count).map { lines[$0 % lines.count] }
  }

  /// The blocks with the lines that instructions take.
  var hostBlocks: [Block] {
    var first = 0
    return blocks.map { block in
      let count = block.template.instructions.count
      defer { first += count }
      return Block(
        template: block.template, rowOffset: block.rowOffset, label: block.label,
        lines: lines(from: first, count: count))
    }
  }

  /// The same program in one block.
  var joinedHostBlock: Block {
    let program = AccessOrder.instructions(of: blocks)
    return Block(
      template: Template(id: 0, instructions: program), rowOffset: 0,
      label: BlockLabel(position: 0, layer: -1, kind: .other), lines: lines(from: 0, count: program.count))
  }

  private static func system(_ random: inout SeededGenerator, _ base: System) -> System {
    var system = base
    system.commandClockPicoseconds = [500, 500, 625, 1250][random.pick(0...3)]
    system.supported = Array(repeating: true, count: Command.count)
    system.organisation = System.Organisation(
      channels: [1, 2, 2, 3, 3, 4, 8][random.pick(0...6)], bankGroups: random.pick(1...3),
      banksPerGroup: random.pick(1...3), rows: 1024, columns: random.pick(2...8),
      elementsPerColumn: 16)
    // Every delay is redrawn now and then, also to zero.
    let scale = random.pick(1...3)
    for i in system.rules.indices {
      switch random.pick(0...9) {
      case 0: system.rules[i].delay = random.pick(0...12)
      case 1: system.rules[i].delay = random.pick(0...90)
      default: system.rules[i].delay /= scale
      }
    }
    addRules(&random, &system)
    // Effects that complete early leave more of a channel's past within reach of the rules when the next
    // block starts.
    let completion = [0, 3, 20, 20][random.pick(0...3)]
    for i in system.completionCycles.indices { system.completionCycles[i] = random.pick(0...completion) }
    if random.chance(40) {
      system.modeNames = ["bank", "register"]
      for command in Command.allCases {
        switch command.role {
        case .open, .close, .column, .refresh:
          system.mode[Int(command.rawValue)] = random.chance(90) ? 0 : nil
        case .buffer: system.mode[Int(command.rawValue)] = random.chance(80) ? 1 : nil
        case .mode: break
        }
      }
      system.rules.append(
        TimingRule(
          scope: .channel, preceding: [.TMOD], following: Command.allCases, expression: "nMODCH",
          delay: random.pick(1...32)))
    }
    if random.chance(20) {
      system.closesRow = System.closing([[.WRA16], [.MAC16, .WR], [.RD]][random.pick(0...2)])
    }
    for i in system.rules.indices where system.rules[i].preceding == [.REFab] {
      system.rules[i].delay = random.pick(5...90)
    }
    let interval = system.refreshRoundCycles + random.pick(0...[10, 100, 400, 2000][random.pick(0...3)])
    system.refresh = System.Refresh(
      policy: [.none, .strict, .postponed][random.pick(0...2)], intervalCycles: interval, durationCycles: 5,
      postponeLimit: random.pick(1...8))
    system.macUnit.readClears = random.chance(60)
    system.hostWindow = random.pick(1...6)
    system.asic.clockPicoseconds = [700, 1000, 1500][random.pick(0...2)]
    return system
  }

  /// Now and then a window, and long rules between commands on the same bank or in the same bank group: what
  /// is then remembered of a channel is no longer the same in all its banks.
  private static func addRules(_ random: inout SeededGenerator, _ system: inout System) {
    if random.chance(30) {
      system.rules.append(
        TimingRule(
          scope: .channel, preceding: [.ACT], following: [.ACT, .ACT16], expression: "window",
          delay: random.pick(10...[80, 200][random.pick(0...1)]), window: random.pick(2...5)))
    }
    let commands: [Command] = [.ACT, .PRE, .RD, .WR, .MAC, .RDCP, .ACT, .RD, .WR]
    let following: [Command] = commands + [.PREA, .ACT16, .MAC16, .WRA16]
    for _ in 0..<(random.chance(50) ? random.pick(1...3) : 0) {
      system.rules.append(
        TimingRule(
          scope: random.chance(60) ? .bank : .bankGroup,
          preceding: [commands[random.pick(0...commands.count - 1)]],
          following: [following[random.pick(0...following.count - 1)]], expression: "more",
          delay: random.pick(5...150)))
    }
  }

  /// A few templates, some of them run several times, at several places: what repeats is what the fast engine
  /// skips.
  private static func anything(_ random: inout SeededGenerator, _ system: System) -> [Block] {
    let templates = (0..<random.pick(1...4)).map { index in
      var instructions: [Instruction] = []
      let isForChannels = random.chance(60)
      while instructions.count < random.pick(1...8) {
        let next = instruction(&random, system)
        if !isForChannels || next.opcode.unit == .channels { instructions.append(next) }
      }
      return Template(id: index, instructions: instructions)
    }
    return (0..<random.pick(1...12)).map { index in
      Block(
        template: templates[random.pick(0...templates.count - 1)], rowOffset: Int32(random.pick(0...2)),
        label: BlockLabel(position: index, layer: random.pick(-1...2), kind: .other))
    }
  }

  static func instruction(_ random: inout SeededGenerator, _ system: System) -> Instruction {
    let opcodes: [Opcode] = [
      .WR_GB, .WR_BIAS, .MAC_ABK, .MAC_ABK, .MAC_ABK, .MAC_SBK, .RD_MAC, .RD_SBK, .RD_SBK, .WR_SBK, .WR_SBK,
      .WR_ABK,
      .GELU, .SUM, .VMM, .LAYERNORM, .RMSNORM, .ROTATE, .ALIBI, .MULTIPLY, .RELU, .SILU, .GELU_ERF, .SYNC,
      .COPY_BKGB, .COPY_GBBK, .EWMUL, .AF, .RD_AF, .OPEN_ABK, .OPEN_ABK,
    ]
    var i = Instruction(opcodes[random.pick(0...opcodes.count - 1)])
    let channels = system.organisation.channels
    i.channels = ChannelMask(rawValue: UInt64(random.pick(1...(1 << channels) - 1)))
    i.bank = Int16(random.pick(0...system.organisation.banks - 1))
    i.row = Int32(random.pick(0...3))
    // Now and then the row that is open.
    if i.opcode == .OPEN_ABK { i.row /= 2 }
    i.column = Int32(random.pick(0...system.organisation.columns - 1))
    i.count = Int32(random.pick(1...20))
    i.length = Int32(random.pick(1...100))
    // Sources and destinations apart in most programs, so that many blocks run as streams.
    let isWrite = [.RD_MAC, .RD_SBK, .RD_AF].contains(i.opcode)
    i.address = Int32(
      random.pick(0...63) * 16 + (isWrite && random.chance(90) ? 4096 + random.pick(0...63) * 512 : 0))
    i.source = Int32(random.pick(0...63) * 16)
    i.stride = 128
    if i.opcode == .WR_SBK && random.chance(30) { i.offset = Int32(random.pick(0...15)) }
    // Few cells, so that accesses meet.
    if (i.opcode == .RD_SBK || i.opcode == .WR_SBK) && random.chance(40) {
      (i.bank, i.row, i.column) = (0, Int32(random.pick(0...1)), Int32(random.pick(0...1)))
    }
    if i.opcode == .SUM { i.count = 1 }
    if i.opcode == .VMM {
      (i.column, i.offset) = (Int32(random.pick(1...4)), Int32(random.pick(1...3)))
      i.source2 = Int32(random.pick(0...63) * 16)
    }
    if [.LAYERNORM, .RMSNORM, .ROTATE, .ALIBI, .MULTIPLY].contains(i.opcode) {
      i.source2 = Int32(random.pick(0...63) * 16)
      if i.opcode == .LAYERNORM && random.chance(50) { i.source3 = Int32(random.pick(0...63) * 16) }
      if i.opcode == .ROTATE { i.length += i.length % 2 }
    }
    if i.opcode.unit == .asic { i.channels = ChannelMask(rawValue: 0) }
    return i
  }
}
