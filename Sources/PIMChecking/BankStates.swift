internal import PIMHardware

/// Which row is open in each bank of a channel, and since which command.
///
/// Where a command needs another state than its bank is in, one violation is reported, and commands that need the same are not reported
/// again until one comes that needs what the bank is in, or changes it: a missing ACT is one violation, not one for each column.
struct BankStates {
  private static let closed = -1
  private static let unknown = -2

  private var openRow: [Int]
  private var openBanks = 0
  /// The command that opened or closed the bank; nil from the start.
  private var since: [CommandRecord?]
  /// What a command that was reported needed each bank to be in.
  private var needed: [Int]
  /// Whether any is known.
  private var isAnyNeeded = false

  init(count: Int) {
    openRow = Array(repeating: Self.closed, count: count)
    since = Array(repeating: nil, count: count)
    needed = Array(repeating: Self.unknown, count: count)
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
      if openBanks > 0, let bank = mismatch(banks, Self.closed) {
        found(.alreadyOpen(bank: bank, row: openRow[bank], since: since[bank] ?? c))
      }
      turn(banks, max(c.row, 0), by: c)
    case .close: turn(banks, Self.closed, by: c)
    case .column:
      // A row below 0 has been reported as one that there is not.
      if c.row >= 0, isAnyNeeded || banks.contains(where: { openRow[$0] != c.row }),
        let bank = mismatch(banks, c.row)
      {
        found(.wrongRow(bank: bank, open: openRow[bank], since: since[bank]))
      }
      if closes { turn(banks, Self.closed, by: c) }
    case .refresh:
      if openBanks > 0, let bank = mismatch(banks, Self.closed) {
        found(.refreshWhileOpen(bank: bank, row: openRow[bank], since: since[bank] ?? c))
      }
    case .buffer, .mode: break
    }
  }

  /// The first bank that is not in the state, of those of which that was not reported before.
  private mutating func mismatch(_ banks: Range<Int>, _ state: Int) -> Int? {
    var first: Int?
    for bank in banks {
      if openRow[bank] == state {
        needed[bank] = Self.unknown
      } else if needed[bank] != state {
        needed[bank] = state
        isAnyNeeded = true
        if first == nil { first = bank }
      }
    }
    return first
  }

  /// Opens a row in the banks, or closes them. A bank that is closed again has been so since the first time.
  private mutating func turn(_ banks: Range<Int>, _ state: Int, by c: CommandRecord) {
    let isClosing = state == Self.closed
    if isClosing, openBanks == 0, !isAnyNeeded { return }
    for bank in banks {
      needed[bank] = Self.unknown
      let wasClosed = openRow[bank] == Self.closed
      if isClosing, wasClosed { continue }
      openBanks += (isClosing ? 0 : 1) - (wasClosed ? 0 : 1)
      openRow[bank] = state
      since[bank] = c
    }
    if banks.count == openRow.count { isAnyNeeded = false }
  }
}
