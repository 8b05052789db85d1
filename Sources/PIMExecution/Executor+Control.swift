internal import PIMHardware
internal import PIMInstructions
internal import PIMMapping

/// Control of an execution, instruction by instruction: finds reads of values never written, and records
/// writes. Both follow from the opcode's effects.
extension Executor {
  /// True if the values that an instruction leaves are defined on this machine.
  func isDefined(_ instruction: Instruction) -> Bool {
    if instruction.isHostAccess || !instruction.opcode.isDefinedOnValues { return false }
    let banks = machine.shape.organisation.banksPerGroup
    return instruction.opcode.effects.allSatisfy { effect in
      if case .cells(.ofGroups(let range), _) = effect.place { return range.upperBound <= banks }
      return true
    }
  }

  /// Checks that everything an instruction reads has been written, and records its writes.
  mutating func control(_ instruction: Instruction, _ site: Site) throws(ExecutionError) {
    let effects = instruction.opcode.effects
    for effect in effects where effect.access.reads(isFirst: instruction.isFirst) {
      guard case .sram(let field, let extent) = effect.place, let start = instruction.address(in: field)
      else { continue }
      try instruction.forEachRun(in: extent, from: start) { run throws(ExecutionError) in
        if let missing = tracker.sram.firstMissing(in: run) {
          throw .unwrittenSRAM(site(instruction), address: missing)
        }
      }
    }
    let use = CellUse(effects)
    var rest = instruction.channels.rawValue
    var rank = 0
    while rest != 0 {
      let channel = Channel(index: rest.trailingZeroBitCount, rank: rank)
      rest &= rest - 1
      rank += 1
      for effect in effects { try control(effect, of: instruction, use, channel, site) }
    }
    for effect in effects where effect.access.writes && use != .moved {
      guard case .sram(let field, let extent) = effect.place, let start = instruction.address(in: field)
      else { continue }
      instruction.forEachRun(in: extent, from: start) { tracker.sram.insert($0) }
    }
  }

  /// A channel, and its index among those of the instruction's mask.
  private struct Channel {
    var index: Int
    var rank: Int
  }

  /// The use of the cells that an instruction reads.
  private enum CellUse {
    /// The cells are multiplied. Cells that were never written taint the accumulators.
    case multiplied
    /// The cells are moved to SRAM. Cleared cells may be moved and leave no value there.
    case moved
    /// All cells must have been written.
    case required

    init(_ effects: [Effect]) {
      self = .required
      for effect in effects {
        switch (effect.access, effect.place) {
        case (.update, .accumulators): self = .multiplied
        case (.write, .sram) where effects.contains { $0.isReadOfCells }: self = .moved
        default: break
        }
      }
    }
  }

  private mutating func control(
    _ effect: Effect, of instruction: Instruction, _ use: CellUse, _ channel: Channel, _ site: Site
  ) throws(ExecutionError) {
    let organisation = machine.shape.organisation
    switch effect.place {
    case .sram, .functionResults: break
    case .globalBuffer(let span):
      let bursts = instruction.bursts(span, in: organisation)
      if effect.access.writes {
        let elements =
          span == .columns ? bursts.count * organisation.elementsPerColumn : Int(instruction.length)
        tracker.writeBuffer(channel.index, firstBurst: bursts.lowerBound, elements: elements)
      } else if let missing = tracker.firstUnwrittenBurst(channel.index, bursts) {
        throw .unwrittenGlobalBuffer(site(instruction), channel: channel.index, burst: missing)
      }
    case .accumulators(let banks):
      try control(effect.access, banks, of: instruction, channel, site)
    case .cells(let banks, let span):
      let run = instruction.cells(span, in: organisation)
      if effect.access.writes {
        instruction.forEachBank(of: banks, rank: channel.rank, in: organisation) { bank in
          run.forEachRow(of: organisation.elementsPerRow) { row, elements, _ in
            tracker.write(channel: channel.index, bank: bank, row: row, elements: elements)
          }
        }
      } else if use != .multiplied {
        try instruction.forEachBank(of: banks, rank: channel.rank, in: organisation) {
          bank throws(ExecutionError) in
          try read(run, of: instruction, use, channel, bank: bank, site)
        }
      }
    }
  }

  private mutating func control(
    _ access: Effect.Access, _ banks: Effect.Banks, of instruction: Instruction, _ channel: Channel,
    _ site: Site
  ) throws(ExecutionError) {
    let organisation = machine.shape.organisation
    switch access {
    case .read:
      let count = instruction.bankCount(withElementOf: channel.rank, in: organisation)
      if let tainted = tracker.firstTainted(channel.index, banks: count) {
        throw taintError(channel.index, tainted, site(instruction))
      }
    case .write, .running: tracker.preset(channel.index)
    case .clear: tracker.read(channel.index)
    case .update:
      let bank = Int(instruction.bank)
      tracker.multiply(
        channel.index, banks: banks == .one ? bank..<bank + 1 : 0..<organisation.banks,
        row: Int(instruction.row), column: Int(instruction.column), count: Int(instruction.count),
        burst: Int(instruction.offset), instruction: site.index)
    }
  }

  private func taintError(_ channel: Int, _ bank: Int, _ site: InstructionSite) -> ExecutionError {
    switch tracker.channels[channel].taint[bank] {
    case .none, .unset: .unsetAccumulator(site, channel: channel, bank: bank)
    case .cell(let row, let column, let lane, let instruction):
      .taintedResult(
        site,
        CellLocation(channel: channel, bank: bank, row: Int(row), column: Int(column), lane: Int(lane)),
        accumulatedBy: Int(instruction))
    }
  }

  /// Checks and records a read of cells. In a move to SRAM, elements that were written become values and
  /// cleared elements do not. Other cells must not be read.
  private mutating func read(
    _ run: CellRun, of instruction: Instruction, _ use: CellUse, _ channel: Channel, bank: Int, _ site: Site
  ) throws(ExecutionError) {
    let organisation = machine.shape.organisation
    let lanes = organisation.elementsPerColumn
    let target = Int(instruction.address) + channel.rank * run.count
    var missing: CellLocation?
    run.forEachRow(of: organisation.elementsPerRow) { row, elements, done in
      let mayBeMissing = use == .moved && tracker.isKnown(channel: channel.index, row: row)
      for (index, element) in elements.enumerated() {
        let isWritten = tracker.isWritten(channel: channel.index, bank: bank, row: row, element: element)
        if use == .moved {
          let place = target + done + index
          if isWritten {
            tracker.sram.insert(place..<place + 1)
          } else {
            tracker.sram.remove(place..<place + 1)
          }
        }
        if !isWritten, !mayBeMissing, missing == nil {
          missing = CellLocation(
            channel: channel.index, bank: bank, row: row, column: element / lanes, lane: element % lanes)
        }
      }
    }
    if let missing { throw .unwrittenCells(site(instruction), missing) }
  }
}

extension Effect {
  fileprivate var isReadOfCells: Bool {
    if case .cells = place { access == .read } else { false }
  }
}
