import PIMHardware
import PIMInstructions
import PIMNumerics

extension RandomCase {
  /// Layers that repeat the same blocks at other rows, for a few tokens whose templates differ slightly: what
  /// a model's program looks like. Whole sequences of blocks repeat, each time at another phase of refresh.
  static func layers(_ random: inout SeededGenerator, _ system: System) -> [Block] {
    let isDeep = random.chance(15)
    let layers = isDeep ? random.pick(10...40) : random.pick(3...8)
    let tokens = isDeep ? random.pick(1...2) : random.pick(1...4)
    let stride = Int32(random.pick(0...3))
    var made = 0
    func template(_ list: [Instruction]) -> Template {
      made += 1
      return Template(id: made - 1, instructions: list)
    }
    var layer = (0..<random.pick(1...(isDeep ? 3 : 5))).map { _ in
      template(block(&random, system, longest: isDeep ? 4 : 12))
    }
    let first = random.chance(50) ? template(block(&random, system, longest: 4)) : nil
    let last = random.chance(50) ? template(block(&random, system, longest: 4)) : nil
    let varies = random.chance(60)
    let strays = random.chance(20) ? random.pick(0...layers - 1) : -1
    let skips = random.chance(15) ? random.pick(0...layers - 1) : -1
    // Tokens as a program labels them, or each block a token, so that a result has the time of every block.
    let isLabelledByToken = random.chance(40)
    var blocks: [Block] = []
    for token in 0..<tokens {
      func add(_ template: Template, _ offset: Int32, _ layer: Int, _ kind: Int) {
        let kinds: [OperatorKind] = [.qkv, .scores, .softmax, .context, .ffnUp, .other]
        blocks.append(
          Block(
            template: template, rowOffset: offset,
            label: BlockLabel(
              position: isLabelledByToken ? token : blocks.count, layer: layer, kind: kinds[kind])))
      }
      if token > 0 && varies {
        let at = random.pick(0...layer.count - 1)
        layer[at] = template(varied(&random, system, layer[at].instructions))
      }
      if let first { add(first, 0, -1, 5) }
      for number in 0..<layers {
        let offset = Int32(number) * stride + (number == strays ? 7 : 0)
        for (index, part) in layer.enumerated() where number != skips || index > 0 {
          add(part, offset, number, index)
        }
      }
      if let last { add(last, Int32(layers) * stride, -1, 5) }
    }
    return blocks
  }

  /// A block of a layer: a product with buffer, sums and results, a few accesses, work of the ASIC, or
  /// several of them.
  private static func block(_ random: inout SeededGenerator, _ system: System, longest: Int) -> [Instruction]
  {
    let all = ChannelMask.first(system.organisation.channels)
    var list: [Instruction] = []
    for _ in 0..<(random.chance(70) ? 1 : 2) {
      let mask = random.chance(75) ? all : someChannels(&random, of: all)
      let row = Int32(random.pick(0...3))
      func add(_ opcode: Opcode, count: Int = 1, length: Int = 16) {
        var i = Instruction(opcode)
        (i.channels, i.row, i.count, i.length) = (mask, row, Int32(count), Int32(length))
        i.bank = Int16(random.pick(0...system.organisation.banks - 1))
        i.column = Int32(random.pick(0...system.organisation.columns - 1))
        (i.source, i.stride) = (4096, 128)
        if i.opcode.unit == .asic { i.channels = ChannelMask(rawValue: 0) }
        list.append(i)
      }
      switch random.pick(0...10) {
      case 0...4:
        add(.WR_GB, length: random.pick(1...64))
        for _ in 0..<random.pick(1...2) {
          if !system.macUnit.readClears { add(.WR_BIAS) }
          add(.MAC_ABK, count: random.pick(1...longest))
          if random.chance(20) { add(.OPEN_ABK) }
          add(.RD_MAC)
        }
      case 5: add(.WR_SBK, length: random.pick(1...48))
      case 6:
        for _ in 0..<random.pick(1...3) {
          add(random.chance(50) ? .RD_SBK : .WR_SBK, length: random.pick(1...32))
        }
      case 7: add(random.chance(50) ? .GELU : .SUM, length: random.pick(1...100))
      case 8: add(.WR_ABK)
      case 9: list += stream(&random, system, mask: mask, row: row)
      default:
        for _ in 0..<random.pick(1...3) {
          var next = instruction(&random, system)
          (next.count, next.length) = (min(next.count, Int32(longest)), min(next.length, 48))
          list.append(next)
        }
      }
    }
    return random.chance(85) ? separated(list) : list
  }

  /// Weights that stream through two halves of a buffer, and are multiplied on the ASIC.
  private static func stream(
    _ random: inout SeededGenerator, _ system: System, mask: ChannelMask, row: Int32
  ) -> [Instruction] {
    let (length, banks) = (Int32(random.pick(1...24)), random.pick(1...system.organisation.banks))
    let size = Int32(banks * mask.count) * length
    var list: [Instruction] = []
    for tile in 0..<random.pick(1...4) {
      let start = 8192 + Int32(tile % 2) * 8192
      for bank in 0..<banks {
        var read = Instruction(.RD_SBK)
        (read.channels, read.bank, read.row, read.length) = (mask, Int16(bank), row + Int32(tile / 2), length)
        read.address = start + Int32(bank * mask.count) * length
        list.append(read)
      }
      var multiply = Instruction(.VMM)
      (multiply.source, multiply.stride, multiply.length) = (start, length, length)
      (multiply.count, multiply.column, multiply.offset) = (size / length, Int32(banks), Int32(mask.count))
      (multiply.source2, multiply.address) = (16, 1024 + Int32(tile) * size / length)
      list.append(multiply)
    }
    return list
  }

  /// The same block for another token: a little longer, elsewhere, or without one of the channels.
  private static func varied(_ random: inout SeededGenerator, _ system: System, _ list: [Instruction])
    -> [Instruction]
  {
    var list = list
    let at = random.pick(0...list.count - 1)
    switch random.pick(0...6) {
    case 0: list[at].count += 1
    case 1: list[at].length += 16
    case 2: list[at].row += 1
    case 3: list[at].column = (list[at].column + 1) % Int32(system.organisation.columns)
    case 4: list[at].bank = (list[at].bank + 1) % Int16(system.organisation.banks)
    case 5:
      let fewer = list[at].channels.rawValue & (list[at].channels.rawValue &- 1)
      if list[at].channels.count > 1 { list[at].channels = ChannelMask(rawValue: fewer) }
    default: list.append(list[at])
    }
    return separated(list)
  }
}
