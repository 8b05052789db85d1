internal import PIMHardware
internal import PIMResults

/// The `stepped` engine's channel: advances edge by edge and issues legal commands. It evaluates the rule
/// table as written, keeps its own bank states, and shares no scheduling code with the other engines, so it
/// is their oracle.
struct SteppedChannel: HostChannel {
  private let system: System
  private let rulesBefore: [[TimingRule]]
  var record: ChannelRecord
  var completed = PathPoint()

  /// The issues that a rule may still refer to: (command, bank, edge).
  private var history: [(command: Command, bank: Int, cycle: Int64)] = []
  private let memory: Int64
  private var openRow: [Int32]
  private var openSince: Int64?
  private var mode: UInt8 = 0
  /// The next edge.
  private var now: Int64 = 0
  private(set) var nextDue: Int64
  private var isRefreshing = false
  private var refreshIsOnPath = false
  /// The queue of a host's accesses: those pending, the arrival edge of the last, whether one has issued a
  /// command since the queue was last empty, and the latest completion.
  private var queue: (pending: [Access], edge: Int64, hasStarted: Bool, completed: PathPoint)?

  init(_ system: System, rules: RuleSet, isLogging: Bool) {
    self.system = system
    rulesBefore = Command.allCases.map { f in system.rules.filter { $0.following.contains(f) && $0.delay > 0 }
    }
    memory = system.rules.reduce(1) { max($0, Int64($1.delay)) }
    record = ChannelRecord(system, isLogging: isLogging)
    openRow = Array(repeating: -1, count: system.organisation.banks)
    nextDue = system.refresh.policy == .none ? .max : Int64(system.refresh.intervalCycles)
  }

  // MARK: Legality

  /// The banks that a command touches.
  private func banks(of command: Command, bank: Int) -> Range<Int> {
    let size = system.organisation.banksPerGroup
    return switch command.footprint {
    case .bank: bank..<bank + 1
    case .group: bank / size * size..<(bank / size + 1) * size
    case .all: 0..<openRow.count
    case .none: 0..<0
    }
  }

  private func meet(_ scope: TimingRule.Scope, _ a: Range<Int>, _ b: Range<Int>) -> Bool {
    if scope == .channel { return true }
    if a.isEmpty || b.isEmpty { return false }
    let size = scope == .bank ? 1 : system.organisation.banksPerGroup
    return a.lowerBound / size <= (b.upperBound - 1) / size
      && b.lowerBound / size <= (a.upperBound - 1) / size
  }

  /// The edge from which the rules allow the command, and the preceding command that sets that edge; of
  /// equals, the lowest command. The function is mutating only to avoid a copy of the channel.
  private mutating func allowed(_ command: Command, bank: Int) -> (cycle: Int64, binder: Command?) {
    var result: (cycle: Int64, binder: Command?) = (-1, nil)
    let footprint = banks(of: command, bank: bank)
    for rule in rulesBefore[Int(command.rawValue)] {
      var seen = 0
      for event in history.reversed() {
        // Older events are less restrictive; rules that end before this edge have no effect.
        if event.cycle + Int64(rule.delay) < now { break }
        guard rule.preceding.contains(event.command) else { continue }
        let isWindow = rule.window > 1
        guard isWindow || meet(rule.scope, banks(of: event.command, bank: event.bank), footprint) else {
          continue
        }
        seen += 1
        if isWindow && seen < rule.window { continue }
        let binder = isWindow ? rule.preceding.min { $0.rawValue < $1.rawValue }! : event.command
        let cycle = event.cycle + Int64(rule.delay)
        if cycle > result.cycle
          || (cycle == result.cycle && binder.rawValue < (result.binder?.rawValue ?? 255))
        {
          result = (cycle, binder)
        }
        if isWindow { break }
      }
    }
    return result
  }

  /// Issues the command now if it is legal.
  ///
  /// - Parameter other: the command for which TMOD is issued; only the mode may hold that command back.
  private mutating func tryIssue(
    _ command: Command, for other: Command? = nil, bank: Int, row: Int32, column: Int32,
    forRefresh: Bool = false, onPath: Bool = true
  ) -> Bool {
    var (cycle, binder) = allowed(command, bank: bank)
    if let other {
      let its = allowed(other, bank: bank)
      if its.cycle > cycle
        || (its.cycle == cycle && (its.binder?.rawValue ?? 255) < (binder?.rawValue ?? 255))
      {
        (cycle, binder) = its
      }
    }
    guard cycle <= now else { return false }
    // A rule names the cause only if nothing else was later: the bus, the operands, the due time.
    let isBound = cycle == now
    switch command {
    case .ACT16: for b in openRow.indices { openRow[b] = row }
    case .PREA: for b in openRow.indices { openRow[b] = -1 }
    case .ACT: openRow[bank] = row
    case .PRE: openRow[bank] = -1
    default: break
    }
    if command.role == .column, system.closesRow(command) {
      for b in banks(of: command, bank: bank) { openRow[b] = -1 }
    }
    if openSince == nil, openRow.contains(where: { $0 >= 0 }) { openSince = now }
    if let since = openSince, openRow.allSatisfy({ $0 < 0 }) {
      record.counters.openCycles += now - since
      openSince = nil
    }
    history.removeAll { $0.cycle < now - memory }
    history.append((command, bank, now))
    record.issue(
      command, at: now, bank: command.footprint == .bank ? bank : -1, row: row, column: column,
      binder: isBound ? binder : nil, forRefresh: forRefresh, onPath: onPath)
    return true
  }

  private func turnNeeded(for command: Command) -> UInt8? {
    guard let needed = system.mode[Int(command.rawValue)], needed != mode else { return nil }
    return needed
  }

  // MARK: Refresh

  private var owed: Int64 {
    nextDue > now ? 0 : (now - nextDue) / Int64(system.refresh.intervalCycles) + 1
  }

  /// True if a refresh precedes other commands at this edge.
  private mutating func refreshGoesFirst(inStep: Bool, onPath: Bool) -> Bool {
    if owed == 0 { isRefreshing = false }
    if isRefreshing { return true }
    let isDue =
      system.refresh.policy == .postponed && inStep ? owed >= system.refresh.postponeLimit : owed > 0
    if isDue { (isRefreshing, refreshIsOnPath) = (true, onPath) }
    return isRefreshing
  }

  private mutating func stepRefresh() {
    let command: Command = openRow.contains { $0 >= 0 } ? .PREA : .REFab
    if let needed = turnNeeded(for: command) {
      if tryIssue(
        .TMOD, for: command, bank: 0, row: -1, column: -1, forRefresh: true, onPath: refreshIsOnPath)
      {
        mode = needed
      }
      return
    }
    let debt = owed
    if tryIssue(command, bank: 0, row: -1, column: -1, forRefresh: true, onPath: refreshIsOnPath),
      command == .REFab
    {
      record.counters.largestDebt = max(record.counters.largestDebt, debt)
      nextDue += Int64(system.refresh.intervalCycles)
    }
  }

  mutating func idle(until edge: Int64) {
    while now <= edge { stepIdle() }
    // A refresh that has begun is followed by all that are due by then.
    if isRefreshing { payDebts(dueBy: edge) }
  }

  mutating func payDebts(dueBy edge: Int64) {
    while nextDue <= edge { stepIdle() }
    isRefreshing = false
  }

  private mutating func stepIdle() {
    if refreshGoesFirst(inStep: false, onPath: false) { stepRefresh() }
    now += 1
  }

  var reached: Int64 { max(record.lastIssue, record.begun) }

  func openCycles(until edge: Int64) -> Int64 {
    record.counters.openCycles + (openSince.map { edge - $0 } ?? 0)
  }

  mutating func closeAccounts(at edge: Int64) {
    if let since = openSince {
      record.counters.openCycles += edge - since
      openSince = edge
    }
  }

  /// False: the oracle simulates every channel on its own.
  static func areEquivalent(
    _ a: UnsafePointer<SteppedChannel>, _ b: UnsafePointer<SteppedChannel>, from edge: Int64?
  ) -> Bool { false }

  // MARK: Steps

  mutating func run(_ requests: [Request], rowOffset: Int32, ready: PathPoint) -> Int64 {
    let edge = (ready.time + record.clock - 1) / record.clock
    idle(until: edge - 1)
    now = max(now, edge)
    record.begin(ready, edge: edge)
    let columns = Int32(system.organisation.columns)
    var pending = requests.map { Access($0, rowOffset: rowOffset, columns: columns) }
    var started = false
    if pending.count == 1, isOpen(pending[0]) { pending.removeAll() }
    while !pending.isEmpty { stepEdge(&pending, &started) }
    completed = record.hasIssued ? record.completed() : ready
    return completed.time
  }

  /// True for an access that activates a row that is open in all banks, which issues nothing.
  private func isOpen(_ access: Access) -> Bool {
    access.command.role == .open && openRow.allSatisfy { $0 == access.row }
  }

  /// Advances one edge of the clock with pending accesses.
  private mutating func stepEdge(_ pending: inout [Access], _ started: inout Bool) {
    if refreshGoesFirst(inStep: started, onPath: true) {
      stepRefresh()
    } else if let index = stepAccess(&pending) {
      started = true
      if pending[index].remaining == 0 { pending.remove(at: index) }
    }
    now += 1
  }

  mutating func enqueue(_ request: Request, rowOffset: Int32, ready: PathPoint) -> (
    edge: Int64, waited: Bool
  ) {
    var open = queue ?? ([], 0, false, PathPoint())
    var edge = max((ready.time + record.clock - 1) / record.clock, open.edge)
    while !open.pending.isEmpty && now < edge { stepEdge(&open.pending, &open.hasStarted) }
    if open.pending.isEmpty {
      if open.hasStarted { endQueue(&open.completed) }
      open.hasStarted = false
      idle(until: edge - 1)
      now = max(now, edge)
      record.begin(ready, edge: edge)
    }
    let waits = open.pending.count == system.hostWindow
    while open.pending.count == system.hostWindow { stepEdge(&open.pending, &open.hasStarted) }
    if waits { edge = now }
    open.edge = edge
    open.pending.append(
      Access(request, rowOffset: rowOffset, columns: Int32(system.organisation.columns)))
    queue = open
    return (edge, waits)
  }

  mutating func drain() -> Int64 {
    guard var open = queue else { preconditionFailure("nothing is queued") }
    queue = nil
    while !open.pending.isEmpty { stepEdge(&open.pending, &open.hasStarted) }
    endQueue(&open.completed)
    completed = open.completed
    return completed.time
  }

  private func endQueue(_ latest: inout PathPoint) {
    let end = record.completed()
    if end.time > latest.time { latest = end }
  }

  /// The next command of an access.
  private func need(_ access: Access) -> Command {
    if access.command.role == .open { return openRow.allSatisfy { $0 < 0 } ? access.command : .PREA }
    if access.command.role != .column { return access.command }
    let touched = banks(of: access.command, bank: access.bank)
    let isAll = access.command.footprint == .all
    if touched.allSatisfy({ openRow[$0] == access.row }) { return access.command }
    if touched.allSatisfy({ openRow[$0] < 0 }) { return isAll ? .ACT16 : .ACT }
    return isAll ? .PREA : .PRE
  }

  /// True if an older access to the same bank has yet to touch the next cell of an access, and one of the two
  /// writes it.
  private func isHeldBack(_ index: Int, in pending: [Access]) -> Bool {
    let columns = Int32(system.organisation.columns)
    let access = pending[index]
    return pending[..<index].contains { older in
      guard older.bank == access.bank, older.command != .RD || access.command != .RD else { return false }
      // An access that names no column is taken as one of column 0.
      var (row, column) = (older.row, max(older.column, 0))
      for _ in 0..<older.remaining {
        if (row, column) == (access.row, max(access.column, 0)) { return true }
        column += 1
        if column == columns { (row, column) = (row + 1, 0) }
      }
      return false
    }
  }

  /// Issues the first legal command; columns precede rows, then older accesses precede younger ones.
  ///
  /// - Returns: the index of the access whose command was issued, or nil.
  private mutating func stepAccess(_ pending: inout [Access]) -> Int? {
    let window = min(pending.count, system.hostWindow)
    for wantsColumn in [true, false] {
      for index in 0..<window {
        let access = pending[index]
        let wanted = need(access)
        guard (wanted == access.command) == wantsColumn else { continue }
        if !wantsColumn {
          let others = pending[..<window].enumerated().filter {
            $0.offset != index && $0.element.bank == access.bank
          }
          if others.contains(where: { $0.offset < index }) { continue }
          let isHit = others.contains {
            need($0.element) == $0.element.command && !isHeldBack($0.offset, in: pending)
          }
          if wanted == .PRE && isHit { continue }
        } else if isHeldBack(index, in: pending) {
          continue
        }
        let row = access.command.namesRow ? access.row : -1
        if let needed = turnNeeded(for: wanted) {
          guard tryIssue(.TMOD, for: wanted, bank: access.bank, row: row, column: access.column) else {
            continue
          }
          mode = needed
          return index
        }
        let isColumn = wanted == access.command
        guard tryIssue(wanted, bank: access.bank, row: row, column: access.column) else { continue }
        if isColumn {
          if access.missed { record.counters.misses.count(wanted) }
          pending[index].next(columns: Int32(system.organisation.columns))
        } else if wanted.role == .open {
          pending[index].missed = true
        }
        return index
      }
    }
    return nil
  }
}
