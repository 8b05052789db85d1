package import PIMHardware

extension Instruction {
  /// The cells of a span in one bank.
  package func cells(_ span: Effect.Span, in organisation: System.Organisation) -> CellRun {
    let lanes = organisation.elementsPerColumn
    let first = Int(column) * lanes
    return switch span {
    case .columns: CellRun(row: Int(row), element: first, count: Int(count) * lanes)
    case .elements: CellRun(row: Int(row), element: first, count: Int(length))
    case .elementsFromLane: CellRun(row: Int(row), element: first + Int(offset), count: Int(length))
    case .element: CellRun(row: Int(row), element: first + Int(offset), count: 1)
    case .row: CellRun(row: Int(row), element: 0, count: organisation.elementsPerRow)
    }
  }

  /// The bursts of a span in the global buffer.
  package func bursts(_ span: Effect.Span, in organisation: System.Organisation) -> Range<Int> {
    let lanes = organisation.elementsPerColumn
    let bursts =
      switch span {
      case .columns: Int(count)
      case .elements: (Int(length) + lanes - 1) / lanes
      case .elementsFromLane, .element, .row: preconditionFailure("\(span) is no span of the global buffer")
      }
    return Int(offset)..<Int(offset) + bursts
  }

  /// Calls the body with each of the banks, in one channel.
  ///
  /// - Parameter rank: the channel's rank in the mask.
  package func forEachBank<Failure: Error>(
    of banks: Effect.Banks, rank: Int, in organisation: System.Organisation,
    _ body: (Int) throws(Failure) -> Void
  ) throws(Failure) {
    switch banks {
    case .one: try body(Int(bank))
    case .all: for bank in 0..<organisation.banks { try body(bank) }
    case .withElement:
      for bank in 0..<bankCount(withElementOf: rank, in: organisation) { try body(bank) }
    case .ofGroups(let range):
      for first in Swift.stride(from: 0, to: organisation.banks, by: organisation.banksPerGroup) {
        for bank in range { try body(first + bank) }
      }
    }
  }

  /// The number of banks of a channel that have an element of an `elementPerBank` range; they are the lowest
  /// banks.
  package func bankCount(withElementOf rank: Int, in organisation: System.Organisation) -> Int {
    min(organisation.banks, max(0, Int(length) - rank * organisation.banks))
  }

  /// True if the instruction writes an element of a bank.
  package func writesCell(
    channel: Int, bank: Int, row: Int, element: Int, in organisation: System.Organisation
  ) -> Bool {
    guard channels.contains(channel) else { return false }
    let rank = channels.rank(of: channel)
    return opcode.effects.contains { effect in
      guard effect.access.writes, case .cells(let banks, let span) = effect.place else { return false }
      var isOfBank = false
      forEachBank(of: banks, rank: rank, in: organisation) { if $0 == bank { isOfBank = true } }
      return isOfBank
        && cells(span, in: organisation).contains(
          row: row, element: element, elementsPerRow: organisation.elementsPerRow)
    }
  }
}
