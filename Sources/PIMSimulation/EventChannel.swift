package import PIMHardware

/// The `event` engine's channel: jumps from each command to the earliest time at which the rules and the bank states allow the
/// next.
package struct EventChannel: HostChannel {
  package static let never = Int64.min / 4

  /// What does not change.
  package final class Constants: @unchecked Sendable {
    package let rules: RuleSet
    /// The rule set's channel-wide entries and their bounds, without reference counts: read for every command, written never.
    package let entries: UnsafeMutableBufferPointer<RuleSet.Entry>
    package let bounds: UnsafeMutableBufferPointer<Int>
    package let refresh: System.Refresh
    package let modes: [UInt8?]
    package let hasModes: Bool
    /// Commands that close their row, and whether there is one that instructions ask for.
    package let closesRow: [Bool]
    package let hasClosing: Bool
    package let isLocal: [Bool]
    package let groupSlots: [Int]
    package let bankSlots: [Int]
    package let banks: Int
    package let banksPerGroup: Int
    package let groups: Int
    package let columns: Int32
    package let window: Int
    package let interval: Int64
    package let longestWindow: Int64
    /// Clock cycles from a command to the next of its kind in the same bank if nothing else holds that back; 0 where the command cannot
    /// be issued in runs. By command, and whether it is a rule that says so, or the bus.
    package let ownDelay: [Int64]
    package let isBoundByItself: [Bool]

    package init(_ system: System, rules: RuleSet) {
      self.rules = rules
      entries = .allocate(capacity: rules.channel.count)
      _ = entries.initialize(from: rules.channel)
      bounds = .allocate(capacity: rules.channelBounds.count)
      _ = bounds.initialize(from: rules.channelBounds)
      refresh = system.refresh
      modes = system.mode
      isLocal = rules.isLocal
      groupSlots = rules.groupSlots
      bankSlots = rules.bankSlots
      hasModes = system.mode.contains { $0 != nil }
      closesRow = system.closesRow
      hasClosing = Command.allCases.contains { $0 != .RDA && $0 != .WRA && system.closesRow($0) }
      banks = system.organisation.banks
      banksPerGroup = system.organisation.banksPerGroup
      groups = system.organisation.bankGroups
      columns = Int32(system.organisation.columns)
      window = system.hostWindow
      interval = Int64(system.refresh.intervalCycles)
      longestWindow = rules.window.joined().map(\.delay).max() ?? 0
      let own = Command.allCases.indices.map { f in
        (rules.channel[rules.channelBounds[f]..<rules.channelBounds[f + 1]] + rules.group[f] + rules.bank[f])
          .filter { $0.preceding == f }.map(\.delay).max() ?? 0
      }
      isBoundByItself = own.map { $0 > 0 }
      ownDelay = Command.allCases.indices.map { f in
        let isCounted =
          rules.rings.contains { $0.commands[f] } || !rules.window[f].isEmpty || system.closesRow[f]
        return isCounted ? 0 : max(1, own[f])
      }
    }

    deinit {
      entries.deallocate()
      bounds.deallocate()
    }
  }

  package let constants: Constants
  package var record: ChannelRecord
  package var completed = PathPoint()

  // State. Times are edges of the command clock.
  package var last: [Int64]
  /// Last issue by slot and bank group, and by slot and bank, of commands that act on one bank (`RuleSet.groupSlots`).
  package var lastInGroup: [Int64]
  package var lastInBank: [Int64]
  package var rings: [[Int64]]
  package var ringPositions: [Int]
  package var lastCycle: Int64 = -1
  /// Open row by bank, -1 when closed.
  package var openRow: [Int32]
  package var openCount = 0
  /// The row that is open in every bank, -1 when all are closed, -2 otherwise.
  package var commonRow: Int32 = -1
  package var openSince: Int64 = 0
  package var mode: UInt8 = 0
  package var nextDue: Int64
  /// What a host has queued; nil where the queue has been worked off.
  var queue: OpenBatch?

  package init(_ system: System, rules: RuleSet, isLogging: Bool) {
    constants = Constants(system, rules: rules)
    record = ChannelRecord(system, isLogging: isLogging)
    last = Array(repeating: Self.never, count: Command.count)
    lastInGroup = Array(repeating: Self.never, count: rules.groupHorizon.count * constants.groups)
    lastInBank = Array(repeating: Self.never, count: rules.bankHorizon.count * constants.banks)
    rings = rules.rings.map { Array(repeating: Self.never, count: $0.depth) }
    ringPositions = rules.rings.map { _ in 0 }
    openRow = Array(repeating: -1, count: constants.banks)
    nextDue = system.refresh.policy == .none ? .max : constants.interval
  }

  // MARK: Rules

  // What is asked of a channel by functions that are not inlined is mutating, though nothing is changed: otherwise the channel, a kilobyte, would
  // be copied for each.

  /// The earliest edge at which the command may be issued, and the command whose rule says so (nil: the bus).
  @inline(__always)
  package mutating func earliest(_ command: Command, bank: Int) -> (cycle: Int64, binder: Int) {
    let f = Int(command.rawValue)
    var cycle = Self.never
    var binder = -1
    for i in constants.bounds[f]..<constants.bounds[f + 1] {
      let entry = constants.entries[i]
      let c = last[entry.preceding] + entry.delay
      if c > cycle { (cycle, binder) = (c, entry.preceding) }
    }
    if constants.isLocal[f] { earliestLocally(f, bank: bank, &cycle, &binder) }
    return cycle > lastCycle ? (cycle, binder) : (lastCycle + 1, -1)
  }

  /// The earliest edge at which a channel may do something for a command: issue it, or, where it is in another mode than the command
  /// needs, turn. It turns when nothing but the mode keeps the command from being issued.
  @inline(__always)
  package mutating func earliest(towards command: Command, bank: Int) -> (cycle: Int64, binder: Int) {
    inMode(for: command) ? earliest(command, bank: bank) : earliestTurn(for: command, bank: bank)
  }

  private mutating func earliestTurn(for command: Command, bank: Int) -> (cycle: Int64, binder: Int) {
    let (own, turn) = (earliest(command, bank: bank), earliest(.TMOD, bank: bank))
    if own.cycle != turn.cycle { return own.cycle > turn.cycle ? own : turn }
    // Of two rules that are equally late, the preceding command that comes first names the cause; the bus is no rule.
    if own.binder < 0 || turn.binder < 0 { return (own.cycle, max(own.binder, turn.binder)) }
    return (own.cycle, min(own.binder, turn.binder))
  }

  private mutating func earliestLocally(_ f: Int, bank: Int, _ cycle: inout Int64, _ binder: inout Int) {
    func take(_ c: Int64, _ p: Int) {
      if c > cycle || (c == cycle && p < binder) { (cycle, binder) = (c, p) }
    }
    let group = bank / constants.banksPerGroup
    let groups = constants.groups
    for entry in constants.rules.group[f] {
      take(lastInGroup[entry.slot * groups + group] + entry.delay, entry.preceding)
    }
    for entry in constants.rules.bank[f] {
      take(lastInBank[entry.slot * constants.banks + bank] + entry.delay, entry.preceding)
    }
    for entry in constants.rules.window[f] {
      let position = ringPositions[entry.ring]
      take(rings[entry.ring][position] + entry.delay, constants.rules.rings[entry.ring].first)
    }
  }

  // MARK: Issue

  @inline(__always)
  private mutating func issue(
    _ command: Command, at cycle: Int64, bank: Int, row: Int32, column: Int32, binder: Int,
    forRefresh: Bool = false, onPath: Bool = true
  ) {
    let p = Int(command.rawValue)
    last[p] = cycle
    lastCycle = cycle
    let isSingle = command.footprint == .bank
    if isSingle { note(p, bank: bank, at: cycle) }
    if !rings.isEmpty { pushRings(p, cycle) }
    switch command.role {
    case .open, .close: changeRows(command, bank: bank, row: row, at: cycle)
    case .column:
      if constants.hasClosing, constants.closesRow[p] {
        changeRows(isSingle ? .PRE : .PREA, bank: bank, row: -1, at: cycle)
      }
    case .mode, .buffer, .refresh: break
    }
    record.issue(
      command, at: cycle, bank: isSingle ? bank : -1, row: row, column: column,
      binder: binder < 0 ? nil : Command(rawValue: UInt8(truncatingIfNeeded: binder)), forRefresh: forRefresh,
      onPath: onPath)
  }

  /// Notes when a command on one bank was issued, where a rule may ask.
  @inline(__always)
  private mutating func note(_ p: Int, bank: Int, at cycle: Int64) {
    let (group, own) = (constants.groupSlots[p], constants.bankSlots[p])
    if own >= 0 { lastInBank[own * constants.banks + bank] = cycle }
    if group >= 0 { lastInGroup[group * constants.groups + bank / constants.banksPerGroup] = cycle }
  }

  private mutating func pushRings(_ p: Int, _ cycle: Int64) {
    for i in rings.indices where constants.rules.rings[i].commands[p] {
      rings[i][ringPositions[i]] = cycle
      ringPositions[i] = (ringPositions[i] + 1) % rings[i].count
    }
  }

  private mutating func changeRows(_ command: Command, bank: Int, row: Int32, at cycle: Int64) {
    let before = openCount
    switch command {
    case .ACT16:
      for b in 0..<constants.banks { openRow[b] = row }
      (openCount, commonRow) = (constants.banks, row)
    case .PREA:
      for b in 0..<constants.banks { openRow[b] = -1 }
      (openCount, commonRow) = (0, -1)
    case .ACT, .PRE:
      openRow[bank] = command == .ACT ? row : -1
      openCount += command == .ACT ? 1 : -1
      let first = openRow[0]
      commonRow = openRow.allSatisfy { $0 == first } ? first : -2
    default: preconditionFailure("the engines do not issue \(command)")
    }
    if before == 0 && openCount > 0 { openSince = cycle }
    if before > 0 && openCount == 0 { record.counters.openCycles += cycle - openSince }
  }

  // MARK: Refresh

  /// Pays every refresh owed, from `due` on, and those that fall due meanwhile.
  package mutating func payRefresh(from due: Int64, onPath: Bool) {
    repeat { payOne(from: due, onPath: onPath) } while nextDue <= lastCycle + 1
  }

  /// Pays a refresh: turns to the mode that it needs, closes the banks, refreshes.
  private mutating func payOne(from due: Int64, onPath: Bool) {
    if openCount > 0 {
      issueForRefresh(.PREA, notBefore: due, onPath: onPath)
    }
    let at = issueForRefresh(.REFab, notBefore: due, onPath: onPath)
    record.counters.largestDebt = max(record.counters.largestDebt, (at - nextDue) / constants.interval + 1)
    nextDue += constants.interval
  }

  @discardableResult
  private mutating func issueForRefresh(_ command: Command, notBefore due: Int64, onPath: Bool) -> Int64 {
    if let needed = constants.modes[Int(command.rawValue)], needed != mode {
      let (cycle, binder) = earliestTurn(for: command, bank: 0)
      mode = needed
      issue(
        .TMOD, at: max(cycle, due), bank: 0, row: -1, column: -1, binder: binder, forRefresh: true,
        onPath: onPath)
    }
    let (cycle, binder) = earliest(command, bank: 0)
    issue(
      command, at: max(cycle, due), bank: 0, row: -1, column: -1, binder: binder, forRefresh: true,
      onPath: onPath)
    return max(cycle, due)
  }

  /// The edge from which refresh goes before anything else.
  package func refreshDeadline(started: Bool) -> Int64 {
    if constants.refresh.policy == .postponed && started && nextDue != .max {
      return nextDue + Int64(constants.refresh.postponeLimit - 1) * constants.interval
    }
    return nextDue
  }

  package mutating func idle(until edge: Int64) {
    if max(nextDue, lastCycle + 1) <= edge { payDebts(dueBy: edge) }
  }

  package mutating func payDebts(dueBy edge: Int64) {
    while nextDue <= edge { payOne(from: nextDue, onPath: false) }
  }

  package mutating func closeAccounts(at edge: Int64) {
    if openCount > 0 {
      record.counters.openCycles += edge - openSince
      openSince = edge
    }
  }

  package static func areEquivalent(
    _ a: UnsafePointer<EventChannel>, _ b: UnsafePointer<EventChannel>, from edge: Int64?
  ) -> Bool { a.pointee.isEquivalent(to: b.pointee, from: edge) }

  private func isEquivalent(to other: EventChannel, from edge: Int64?) -> Bool {
    guard nextDue == other.nextDue, mode == other.mode, openRow == other.openRow else { return false }
    if let edge {
      guard max(lastCycle, edge - 1) == max(other.lastCycle, edge - 1) else { return false }
    } else {
      guard lastCycle == other.lastCycle, record.path == other.record.path else { return false }
    }
    // An issue longer ago than the longest rule that starts from it binds nothing any more. One exactly that long ago delays nothing,
    // but may still be what names the cause of the last clock.
    let next = max(edge ?? 0, lastCycle + 1)
    func same(_ a: [Int64], _ b: [Int64], _ horizon: [Int64], each: Int) -> Bool {
      a.indices.allSatisfy { i in
        let limit = next - 1 - horizon[i / each]
        return a[i] == b[i] || (a[i] <= limit && b[i] <= limit)
      }
    }
    let rules = constants.rules
    return same(last, other.last, rules.horizon, each: 1)
      && same(lastInBank, other.lastInBank, rules.bankHorizon, each: constants.banks)
      && same(lastInGroup, other.lastInGroup, rules.groupHorizon, each: constants.groups)
      && rings == other.rings && ringPositions == other.ringPositions
      && queue == nil && other.queue == nil && record.history.isEqual(to: other.record.history)
  }

  // MARK: Steps

  package mutating func run(_ requests: [Request], rowOffset: Int32, ready: PathPoint) -> Int64 {
    let edge = (ready.time + record.clock - 1) / record.clock
    idle(until: edge - 1)
    record.begin(ready, edge: edge)
    if requests.count == 1 {
      runOne(Access(requests[0], rowOffset: rowOffset, columns: constants.columns), edge: edge)
    } else {
      runBatch(requests, rowOffset: rowOffset, edge: edge)
    }
    completed = record.hasIssued ? record.completed() : ready
    return completed.time
  }

  /// The command that an access needs next, whatever the mode of the channel.
  @inline(__always)
  package func next(_ access: Access) -> Command {
    let command = access.command
    // A row that is opened ahead closes what is open before: it is not the same row in all banks.
    if command.role == .open { return openCount == 0 ? command : .PREA }
    guard command.role == .column else { return command }
    if command.footprint == .all {
      return commonRow == access.row ? command : openCount == 0 ? .ACT16 : .PREA
    }
    let open = openRow[access.bank]
    return open == access.row ? command : open < 0 ? .ACT : .PRE
  }

  @inline(__always)
  package func inMode(for command: Command) -> Bool {
    if !constants.hasModes { return true }
    guard let needed = constants.modes[Int(command.rawValue)] else { return true }
    return needed == mode
  }

  /// Issues what the access needs next: turns the mode, opens or closes a row, or moves a column.
  @inline(__always)
  package mutating func advance(_ access: inout Access, wanted: Command, at cycle: Int64, binder: Int) {
    let row = access.command.namesRow ? access.row : -1
    if !inMode(for: wanted) {
      mode = constants.modes[Int(wanted.rawValue)] ?? mode
      issue(.TMOD, at: cycle, bank: access.bank, row: row, column: access.column, binder: binder)
    } else if wanted != access.command {
      if wanted.role == .open { access.missed = true }
      issue(wanted, at: cycle, bank: access.bank, row: row, column: access.column, binder: binder)
    } else {
      issue(wanted, at: cycle, bank: access.bank, row: row, column: access.column, binder: binder)
      if access.missed { record.counters.misses.count(wanted) }
      access.next(columns: constants.columns)
    }
  }

  /// One access on its own, in order. There is nothing to do where a row is to be opened that is open in all banks.
  private mutating func runOne(_ request: Access, edge: Int64) {
    if request.command.role == .open && commonRow == request.row { return }
    var access = request
    var started = false
    while access.remaining > 0 {
      let wanted = next(access)
      var (cycle, binder) = earliest(towards: wanted, bank: access.bank)
      if cycle < edge { (cycle, binder) = (edge, -1) }
      let deadline = refreshDeadline(started: started)
      if cycle >= deadline {
        payRefresh(from: deadline, onPath: true)
        continue
      }
      started = true
      advance(&access, wanted: wanted, at: cycle, binder: binder)
      if wanted == access.command && access.remaining > 1 && !record.isLogging { runOn(&access) }
    }
  }

  /// Issues, after a command of an access, those that follow it in the same row at the same distance: as many as no other rule and no
  /// refresh disturbs.
  ///
  /// - Parameter limit: the edge before which the last must come.
  package mutating func runOn(_ access: inout Access, before limit: Int64 = .max) {
    let f = Int(access.command.rawValue)
    let distance = constants.ownDelay[f]
    let isColumn = access.command.role == .column
    // It may have been a turn to the command's mode; and at the end of a row another one has to be opened.
    if distance == 0 || last[f] != lastCycle || isColumn && access.column == 0 { return }
    var count = Int64(isColumn ? min(access.remaining, constants.columns - access.column) : access.remaining)
    let deadline = min(limit, refreshDeadline(started: true))
    if deadline != .max { count = min(count, (deadline - 1 - lastCycle) / distance) }
    if count < 1 || latestOther(f, bank: access.bank) >= lastCycle + distance { return }
    let cycle = lastCycle + count * distance
    last[f] = cycle
    lastCycle = cycle
    if access.command.footprint == .bank { note(f, bank: access.bank, at: cycle) }
    record.issueRun(
      of: access.command, count: count, until: cycle,
      binder: constants.isBoundByItself[f] ? access.command : nil)
    access.remaining -= Int32(count)
    access.column += Int32(count)
    if isColumn && access.column == constants.columns { (access.row, access.column) = (access.row + 1, 0) }
  }

  /// The latest edge that a rule after another command demands.
  private mutating func latestOther(_ f: Int, bank: Int) -> Int64 {
    bounds(f, bank: bank, besides: f, of: bank).cycle
  }

  /// What holds back a command while another is issued again and again.
  ///
  /// - Parameters:
  ///   - f: the command, for `bank`.
  ///   - p: the other, for the bank `other`; no window counts it.
  /// - Returns: the earliest edge by all rules but those after the other, and the longest delay after the other.
  package mutating func bounds(_ f: Int, bank: Int, besides p: Int, of other: Int) -> (
    cycle: Int64, delay: Int64
  ) {
    var cycle = Self.never
    var delay: Int64 = 0
    for i in constants.bounds[f]..<constants.bounds[f + 1] {
      let entry = constants.entries[i]
      if entry.preceding == p {
        delay = max(delay, entry.delay)
      } else {
        cycle = max(cycle, last[entry.preceding] + entry.delay)
      }
    }
    guard constants.isLocal[f] else { return (cycle, delay) }
    let group = bank / constants.banksPerGroup
    for entry in constants.rules.group[f] {
      if entry.preceding != p {
        cycle = max(cycle, lastInGroup[entry.slot * constants.groups + group] + entry.delay)
      } else if other / constants.banksPerGroup == group {
        delay = max(delay, entry.delay)
      }
    }
    for entry in constants.rules.bank[f] {
      if entry.preceding != p {
        cycle = max(cycle, lastInBank[entry.slot * constants.banks + bank] + entry.delay)
      } else if other == bank {
        delay = max(delay, entry.delay)
      }
    }
    for entry in constants.rules.window[f] {
      cycle = max(cycle, rings[entry.ring][ringPositions[entry.ring]] + entry.delay)
    }
    return (cycle, delay)
  }
}
