import PIMHardware
import PIMInstructions
import PIMNumerics

extension RandomCase {
  /// Channels that do the same at the same times, but on other banks or in another order of banks, and then
  /// get common work: they differ in what their banks remember and in nothing else.
  static func histories(_ random: inout SeededGenerator, _ system: System) -> [Block] {
    let all = ChannelMask.first(system.organisation.channels)
    var lists: [[Instruction]] = []
    for _ in 0..<random.pick(1...5) {
      let row = Int32(random.pick(0...2))
      if random.chance(60) { lists.append([onAllBanks(&random, system, row: row)]) }
      lists.append(apart(&random, system, row: row))
      let mask = random.chance(80) ? all : someChannels(&random, of: all)
      lists.append(
        (0..<random.pick(1...3)).map { _ in
          var next =
            random.chance(30) ? onAllBanks(&random, system, row: row) : onOneBank(&random, system, row: row)
          if random.chance(15) { next = instruction(&random, system) }
          if random.chance(50) { next.row = Int32(random.pick(0...3)) }
          if next.opcode.unit == .channels { next.channels = mask }
          return next
        })
    }
    // Some of it again, at the same or at other rows: what was learnt in one state must not be used in
    // another.
    var order = Array(lists.indices)
    if random.chance(40) { order += order }
    if random.chance(30) { order.append(random.pick(0...lists.count - 1)) }
    let templates = lists.enumerated().map { index, list in
      Template(id: index, instructions: separated(list))
    }
    let isAtOtherRows = random.chance(30)
    return order.enumerated().map { position, index in
      Block(
        template: templates[index], rowOffset: Int32(isAtOtherRows ? random.pick(0...2) : 0),
        label: BlockLabel(position: position, layer: random.pick(-1...2), kind: .other))
    }
  }

  /// The same accesses for every channel, the banks exchanged differently in two or three parts of the
  /// channels.
  private static func apart(_ random: inout SeededGenerator, _ system: System, row: Int32) -> [Instruction] {
    let banks = system.organisation.banks
    let accesses = (0..<random.pick(1...4)).map { _ in onOneBank(&random, system, row: row) }
    let parts = random.pick(2...3)
    let dealt = (0..<system.organisation.channels).map { _ in random.pick(0...parts - 1) }
    var list: [Instruction] = []
    let exchanges = (0..<parts).map { _ in (shift: random.pick(0...banks - 1), mirrored: random.chance(40)) }
    // Access by access, or part by part: batches form differently.
    let isByPart = random.chance(50)
    for turn in 0..<accesses.count * parts {
      let (access, part) =
        isByPart ? (turn % accesses.count, turn / accesses.count) : (turn / parts, turn % parts)
      let mask = dealt.enumerated().reduce(UInt64(0)) {
        $0 | ($1.element == part ? 1 << UInt64($1.offset) : 0)
      }
      if mask == 0 { continue }
      var next = accesses[access]
      next.channels = ChannelMask(rawValue: mask)
      let place = exchanges[part].mirrored ? banks - 1 - Int(next.bank) : Int(next.bank)
      next.bank = Int16((place + exchanges[part].shift) % banks)
      list.append(next)
    }
    return list
  }

  private static func onOneBank(_ random: inout SeededGenerator, _ system: System, row: Int32) -> Instruction
  {
    let opcodes: [Opcode] = [.RD_SBK, .RD_SBK, .WR_SBK, .MAC_SBK, .COPY_BKGB]
    var i = Instruction(opcodes[random.pick(0...opcodes.count - 1)])
    i.channels = .first(system.organisation.channels)
    i.bank = Int16(random.pick(0...system.organisation.banks - 1))
    i.row = row
    i.column = Int32(random.pick(0...system.organisation.columns - 1))
    i.count = Int32(random.pick(1...3))
    i.length = Int32(random.pick(1...40))
    if random.chance(60) { (i.column, i.count, i.length) = (0, 1, 16) }
    return i
  }

  private static func onAllBanks(_ random: inout SeededGenerator, _ system: System, row: Int32) -> Instruction
  {
    var i = Instruction(random.chance(80) ? .MAC_ABK : .WR_ABK)
    i.channels = .first(system.organisation.channels)
    i.row = row
    i.column = Int32(random.pick(0...system.organisation.columns - 1))
    i.count = Int32(random.pick(1...4))
    i.length = 16
    return i
  }

  /// A part of the channels, not empty.
  static func someChannels(_ random: inout SeededGenerator, of all: ChannelMask) -> ChannelMask {
    ChannelMask(rawValue: UInt64(random.pick(1...Int(all.rawValue))))
  }

  /// The same instructions with results apart from one another in ASIC SRAM, so that they run as streams.
  static func separated(_ list: [Instruction]) -> [Instruction] {
    var free: Int32 = 8192
    return list.map { instruction in
      var instruction = instruction
      guard [.RD_SBK, .RD_MAC, .RD_AF].contains(instruction.opcode) else { return instruction }
      instruction.address = free
      free += instruction.length * Int32(instruction.channels.count) + 16
      return instruction
    }
  }
}
