import PIMHardware
import PIMInstructions

extension RandomCase {
  /// A smaller case that still fails, found by trying one simplification after the other until none helps.
  ///
  /// - Parameter budget: how many cases are tried at most.
  func shrunk(budget: Int = 4000, fails: (RandomCase) -> Bool) -> RandomCase {
    var best = self
    var left = budget
    while true {
      var improved = false
      for step in 0... {
        // Simplifications of the best case so far, by number; a success leaves the number as it is.
        var current: RandomCase? = best.simplification(step)
        if current == nil { break }
        while let candidate = current, candidate.size < best.size, left > 0 {
          left -= 1
          if !fails(candidate) { break }
          best = candidate
          improved = true
          current = best.simplification(step)
        }
      }
      if !improved || left == 0 { return best }
    }
  }

  /// What shrinking makes smaller: blocks first, then instructions, then numbers.
  private var size: Int {
    var size = blocks.count * 1_000_000
    var seen: Set<Int> = []
    for block in blocks {
      size += Int(block.rowOffset)
      guard seen.insert(block.template.id).inserted else { continue }
      for i in block.template.instructions {
        size +=
          10_000 + Int(i.row) + Int(i.column) + Int(i.count) + Int(i.length) + Int(i.bank) + Int(i.offset)
        size += i.channels.count * 50
      }
    }
    size += system.rules.reduce(0) { $0 + 200 + $1.delay } + system.completionCycles.reduce(0, +)
    size +=
      (system.refresh.policy == .none ? 0 : 500) + system.organisation.channels * 300 + system.hostWindow
    return size + (system.modeNames.isEmpty ? 0 : 400) + (schedule == .serial ? 0 : 100)
  }

  private var templates: [Template] {
    var seen: Set<Int> = []
    return blocks.map(\.template).filter { seen.insert($0.id).inserted }
  }

  /// The simplification of that number, the case itself where it does not apply, nil after the last.
  private func simplification(_ number: Int) -> RandomCase? {
    var new = self
    var rest = number
    func take(_ count: Int) -> Int? {
      defer { rest -= count }
      return rest >= 0 && rest < count ? rest : nil
    }
    // Long stretches of blocks first: halves, quarters, eighths, sixteenths.
    if let i = take(2 + 4 + 8 + 16) {
      let parts = i < 2 ? 2 : i < 6 ? 4 : i < 14 ? 8 : 16
      let part = i - (parts - 2)
      new.blocks.removeSubrange(blocks.count * part / parts..<blocks.count * (part + 1) / parts)
      return new
    }
    if let i = take(blocks.count) {
      new.blocks.remove(at: i)
      return new
    }
    if let i = take(blocks.count) {
      new.blocks[i] = Block(template: blocks[i].template, rowOffset: 0, label: blocks[i].label)
      return new
    }
    let templates = templates
    let places = templates.flatMap { template in template.instructions.indices.map { (template, $0) } }
    if let i = take(places.count) { return changing(places[i].0) { $0.remove(at: places[i].1) } }
    let simpler: [@Sendable (inout Instruction) -> Void] = [
      { $0.count = min($0.count, 1) }, { $0.count -= $0.count > 1 ? 1 : 0 },
      { $0.length = min($0.length, 1) },
      { $0.length -= $0.length > 1 ? 1 : 0 }, { $0.row = 0 }, { $0.column = 0 }, { $0.bank = 0 },
      { $0.offset = 0 },
      { $0.channels = ChannelMask(rawValue: $0.channels.rawValue & (0 &- $0.channels.rawValue)) },
    ]
    if let i = take(places.count * simpler.count) {
      let (template, index) = places[i / simpler.count]
      return changing(template) { simpler[i % simpler.count](&$0[index]) }
    }
    if let i = take(system.rules.count) {
      new.system.rules.remove(at: i)
      return new
    }
    if let i = take(system.rules.count) {
      new.system.rules[i].delay /= 2
      return new
    }
    if let i = take(system.completionCycles.count) {
      new.system.completionCycles[i] = 0
      return new
    }
    switch rest {
    case 0: new.system.refresh.policy = .none
    case 1:
      new.system.modeNames = []
      new.system.mode = Array(repeating: nil, count: Command.count)
    case 2: new.schedule = .serial
    case 3: new.system.hostWindow = 1
    case 4:
      let used = blocks.reduce(UInt64(0)) {
        $0 | $1.template.instructions.reduce(0) { $0 | $1.channels.rawValue }
      }
      new.system.organisation.channels = max(1, 64 - used.leadingZeroBitCount)
    default: return nil
    }
    return new
  }

  private func changing(_ template: Template, _ change: (inout [Instruction]) -> Void) -> RandomCase {
    var instructions = template.instructions
    change(&instructions)
    let simpler = Template(id: template.id, instructions: instructions)
    var new = self
    for i in blocks.indices where blocks[i].template.id == template.id {
      new.blocks[i] = Block(template: simpler, rowOffset: blocks[i].rowOffset, label: blocks[i].label)
    }
    return new
  }

  /// The program as a trace, and how the system differs from the one that it was made of.
  func description(base: System) -> String {
    var text = ""
    do {
      var bytes: [UInt8] = []
      var writer = try TraceWriter(header: TraceHeader(shape: MachineShape(system), schedule: schedule)) {
        bytes += $0
      }
      for block in blocks {
        let moved = block.template.instructions.map { instruction in
          var instruction = instruction
          instruction.row += block.rowOffset
          return instruction
        }
        try writer.write(
          Block(template: Template(id: 0, instructions: moved), rowOffset: 0, label: block.label))
      }
      try writer.finish()
      text = String(decoding: bytes, as: UTF8.self)
    } catch {
      // A random program may be more than a trace can say.
      for block in blocks {
        text += "block of template \(block.template.id), rows + \(block.rowOffset)\n"
        for instruction in block.template.instructions { text += "  \(instruction)\n" }
      }
    }
    text += "schedule \(schedule); \(system.organisation); clock \(system.commandClockPicoseconds) ps; "
    text += "ASIC clock \(system.asic.clockPicoseconds) ps; window \(system.hostWindow); \(system.refresh)\n"
    for rule in system.rules {
      if let old = base.rules.first(where: {
        ($0.scope, $0.expression) == (rule.scope, rule.expression) && $0.preceding == rule.preceding
          && $0.following == rule.following
      }), old.delay == rule.delay {
        text += "rule as it was: "
      }
      text += "\(rule.scope) \(rule.preceding) -> \(rule.following) \(rule.delay), window \(rule.window)\n"
    }
    for command in Command.allCases where system.completionCycles[Int(command.rawValue)] != 0 {
      text += "completion \(command) \(system.completionCycles[Int(command.rawValue)])\n"
    }
    if !system.modeNames.isEmpty {
      text += "modes \(system.mode.map { $0.map { "\($0)" } ?? "-" }.joined())\n"
    }
    return text
  }
}
