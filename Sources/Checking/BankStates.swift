internal import Hardware

/// Which row is open in each bank of a channel, and since which command.
struct BankStates {
  /// -1: none.
  private var openRow: [Int]
  private var openBanks = 0
  /// The command that opened or closed the bank; nil from the start.
  private var since: [CommandRecord?]

  init(count: Int) {
    openRow = Array(repeating: -1, count: count)
    since = Array(repeating: nil, count: count)
  }

  /// Checks a command on some banks, and carries it out.
  ///
  /// - Parameter closes: the command has an automatic precharge.
  @inline(__always)
  mutating func check(
    _ c: CommandRecord, _ banks: Range<Int>, closes: Bool, _ found: (Violation.Kind) -> Void
  ) {
    switch c.command.role {
    case .open:
      if openBanks > 0, let bank = banks.first(where: { openRow[$0] >= 0 }) {
        found(.alreadyOpen(bank: bank, row: openRow[bank], since: since[bank] ?? c))
      }
      for bank in banks {
        if openRow[bank] < 0 { openBanks += 1 }
        openRow[bank] = max(c.row, 0)
        since[bank] = c
      }
    case .close: close(banks, by: c)
    case .column:
      for bank in banks where openRow[bank] != c.row {
        found(.wrongRow(bank: bank, open: openRow[bank], since: since[bank]))
        break
      }
      if closes { close(banks, by: c) }
    case .refresh:
      if openBanks > 0, let bank = banks.first(where: { openRow[$0] >= 0 }) {
        found(.refreshWhileOpen(bank: bank, row: openRow[bank], since: since[bank] ?? c))
      }
    case .buffer, .mode: break
    }
  }

  private mutating func close(_ banks: Range<Int>, by c: CommandRecord) {
    if openBanks == 0 { return }
    for bank in banks where openRow[bank] >= 0 {
      openBanks -= 1
      openRow[bank] = -1
      since[bank] = c
    }
  }
}
