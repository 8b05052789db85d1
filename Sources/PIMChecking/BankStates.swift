internal import PIMHardware

/// The open row of each bank of a channel, with the command that opened or closed it.
///
/// A command that requires another state than its bank's gives one violation. Later commands that require the
/// same state are not reported again until a command requires the actual state, or changes it. So a missing
/// ACT is one violation, not one per column.
struct BankStates {
  private static let closed = -1
  private static let unknown = -2

  private var openRow: [Int]
  private var openBanks = 0
  /// The command that opened or closed each bank; nil if none has.
  private var since: [CommandRecord?]
  /// The state that the last reported command required of each bank.
  private var needed: [Int]
  /// True if a state in `needed` is known.
  private var isAnyNeeded = false

  init(count: Int) {
    openRow = Array(repeating: Self.closed, count: count)
    since = Array(repeating: nil, count: count)
    needed = Array(repeating: Self.unknown, count: count)
  }

  /// Checks a command on some banks, and applies its effect to them.
  ///
  /// - Parameter closes: true if the command has an automatic precharge.
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
      // A row below 0 has already been reported as out of range.
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

  /// The first bank in another state for which the required state has not been reported before.
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

  /// Opens a row in the banks, or closes them. A closed bank keeps the command that closed it first.
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
