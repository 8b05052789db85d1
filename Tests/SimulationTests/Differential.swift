import PIMChecking
@_spi(Ablation) import PIMFastForward
import PIMHardware
import PIMInstructions

@testable import PIMResults
@testable import PIMSimulation

/// The engines against each other on one program, and the checker against them.
enum Differential {
  /// What differs, or nil.
  ///
  /// - Every command of `stepped` and `event`, and all their results.
  /// - All results of `event` and `fast`, channels shared or not: the time of every token, causes of every
  ///   layer and operator, counters of every channel. Once as the program is, once with a position for every
  ///   block, and once with a block for every instruction, so that the completions of all blocks and of all
  ///   instructions are compared.
  /// - The commands are clean by the checker, and their order is one in which the values are those of the
  ///   program's order.
  /// - The same for the program as one of a host, with and without a front end, however it is cut into
  ///   blocks.
  static func difference(_ random: RandomCase) throws -> String? {
    let system = random.system
    func simulator(_ engine: Engine, shares: Bool = false) -> Simulator {
      Simulator(system, engine: engine, schedule: random.schedule, sharesChannels: shares)
    }
    let stepped = try simulator(.stepped).trace(random.blocks)
    let event = try simulator(.event).trace(random.blocks)
    if let found = compare(stepped.1, event.1) { return found }
    if let found = compare(stepped.0, event.0) { return "stepped and event: \(found)" }
    if event.0.causes.total != event.0.time { return "causes do not sum to the time" }
    let sum = event.0.tokens.reduce(0) { $0 + $1.time } + event.0.debtTime
    if sum != event.0.time { return "times of the blocks do not sum to the time" }
    if let found = violation(event.1, system) { return found }
    let program = AccessOrder.instructions(of: random.blocks)
    if let found = AccessOrder.pieces(program, event.1, system).fault { return found }
    if let found = try AccessOrder.difference(random, isFromHost: false) { return "values: \(found)" }
    if let found = try hostDifference(random) { return "from a host: \(found)" }
    var runs = [(random.blocks, ""), (single(random.blocks), ", one instruction a block")]
    if event.0.tokens.count < random.blocks.count {
      runs.append((apart(random.blocks), ", one block a position"))
    }
    for (blocks, what) in runs {
      var reference = event.0
      if !what.isEmpty {
        var source = ListSource(blocks)
        reference = try simulator(.event).run(&source)
      }
      // The last keeps next to nothing, and expects the same again at once.
      let forgetful = FastSettings {
        ($0.transitions, $0.states, $0.outcomes) = (40, 12, 3)
        ($0.patience, $0.streamLength, $0.sectionLength) = (1, 2, 3)
      }
      let usual = FastSettings()
      // Leaves it to the event engine after a few steps, should little of them come again, and soon tries
      // again.
      let impatient = FastSettings {
        ($0.streamLength, $0.sectionLength, $0.trial, $0.learningCost) = (6, 5, 2, 40)
      }
      for (engine, shares, settings) in [
        (Engine.event, true, usual), (.fast, false, usual), (.fast, true, usual), (.fast, true, forgetful),
        (.fast, true, impatient),
      ] {
        var source = ListSource(blocks)
        var simulator = simulator(engine, shares: shares)
        simulator.settings = settings
        let result = try simulator.run(&source)
        if let found = compare(reference, result) {
          let how =
            (shares ? ", channels shared" : "") + (settings.states < usual.states ? ", forgetful" : "")
            + (settings.trial < usual.trial ? ", impatient" : "")
          return "event and \(engine)\(how)\(what): \(found)"
        }
      }
    }
    return nil
  }

  /// The engines against each other on the program as a host's, line by line; it is the overlapped schedule
  /// that such programs have.
  private static func hostDifference(_ random: RandomCase) throws -> String? {
    let blocks = random.hostBlocks
    let joined = random.joinedHostBlock
    for queue in [nil, random.hostQueue] {
      var random = random
      (random.system.hostQueue, random.schedule) = (queue, .overlapped)
      let system = random.system
      let what = queue == nil ? "ideal" : "queued"
      func simulator(_ engine: Engine, shares: Bool = false) -> Simulator {
        Simulator(system, engine: engine, schedule: .overlapped, sharesChannels: shares)
      }
      let stepped = try simulator(.stepped).trace(blocks, isFromHost: true)
      let event = try simulator(.event).trace(blocks, isFromHost: true)
      if let found = compare(stepped.1, event.1) { return "\(what): \(found)" }
      if let found = compare(stepped.0, event.0) { return "\(what), stepped and event: \(found)" }
      if event.0.causes.total != event.0.time { return "\(what): causes do not sum to the time" }
      if let found = violation(event.1, system) { return "\(what): \(found)" }
      let program = AccessOrder.instructions(of: blocks)
      if let found = AccessOrder.pieces(program, event.1, system).fault { return "\(what): \(found)" }
      if let found = try AccessOrder.difference(random, isFromHost: true) {
        return "\(what): values: \(found)"
      }
      for engine in [Engine.event, .fast] {
        for shares in [false, true] {
          var source = ListSource(blocks, isFromHost: true)
          let result = try simulator(engine, shares: shares).run(&source)
          if let found = compare(event.0, result) { return "\(what), \(engine), shares \(shares): \(found)" }
          source = ListSource([joined], isFromHost: true)
          let whole = try simulator(engine, shares: shares).run(&source)
          if whole.causes != event.0.causes || whole.channels != event.0.channels
            || whole.time != event.0.time
          {
            return "\(what), \(engine), in one block: \(whole) and \(event.0)"
          }
        }
      }
    }
    return nil
  }

  /// The first thing in which the commands of the oracle and of another engine differ, or nil.
  static func compare(_ stepped: [IssuedCommand], _ event: [IssuedCommand]) -> String? {
    if let at = zip(stepped, event).first(where: { $0 != $1 }) { return "stepped \(at.0)\nevent \(at.1)" }
    return stepped.count == event.count ? nil : "stepped \(stepped.count) commands, event \(event.count)"
  }

  /// The first thing in which two results differ.
  static func compare(_ a: SimulationResult, _ b: SimulationResult) -> String? {
    if a == b { return nil }
    if let at = zip(a.tokens, b.tokens).first(where: { $0 != $1 }) { return "block \(at.0), \(at.1)" }
    if a.causes != b.causes { return "causes \(a.causes) and \(b.causes)" }
    for (i, (x, y)) in zip(a.channels, b.channels).enumerated() where x != y {
      return "channel \(i): \(x) and \(y)"
    }
    return "\(a) and \(b)"
  }

  static func violation(_ commands: [IssuedCommand], _ system: System) -> String? {
    let size = system.organisation.banksPerGroup
    var checker = CommandChecker(system)
    var first: String?
    func note(_ violation: Violation) {
      first = first ?? violation.text(rules: system.rules, file: "checker")
    }
    for (index, c) in commands.enumerated() {
      let bank = Int(c.bank)
      let record = CommandRecord(
        line: index + 2, cycle: c.cycle + 1, channel: Int(c.channel), command: c.command,
        bankGroup: bank < 0 ? -1 : bank / size, bank: bank < 0 ? -1 : bank % size, row: Int(c.row),
        column: Int(c.column))
      checker.check(record, report: note)
    }
    checker.finish(report: note)
    return first
  }

  /// The same blocks, each at a position of its own.
  private static func apart(_ blocks: [Block]) -> [Block] {
    blocks.enumerated().map { index, block in
      var label = block.label
      label.position = index
      return Block(template: block.template, rowOffset: block.rowOffset, label: label)
    }
  }

  /// A block for each instruction, equal ones of the same template.
  private static func single(_ blocks: [Block]) -> [Block] {
    var parts: [Int: [Template]] = [:]
    var result: [Block] = []
    for block in blocks {
      let id = block.template.id
      if parts[id] == nil {
        parts[id] = block.template.instructions.enumerated().map {
          Template(id: (id + 1) << 8 | $0.offset, instructions: [$0.element])
        }
      }
      for part in parts[id]! {
        var label = block.label
        label.position = result.count
        result.append(Block(template: part, rowOffset: block.rowOffset, label: label))
      }
    }
    return result
  }
}
