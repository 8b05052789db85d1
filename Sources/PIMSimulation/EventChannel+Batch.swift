internal import PIMHardware

/// A batch of bank reads and writes, scheduled first-ready first-come-first-served (FR-FCFS) over a window of
/// the oldest accesses. Of the commands that could be issued earliest, column commands precede row commands,
/// then older accesses precede younger ones. Only the oldest access to a bank may precharge or activate, and
/// an open row is not precharged while an access in the window hits it. A read and a write, or two writes, of
/// one cell keep their order: the younger access is held back at that cell, and is no hit while it is held
/// back.
///
/// The accesses of a step are all present at the start. Accesses of a host arrive one by one; the command at
/// an edge is chosen among those that have arrived.
struct OpenBatch: Sendable {
  /// The edge before which no command is issued: the arrival of the latest access.
  var edge: Int64
  var window: [Access] = []
  var hasStarted = false
  /// The index of the access that issued the last command, if that was a column command; otherwise -1.
  var lastIndex = -1
  /// The latest completion of accesses that have left the window.
  private(set) var completed = PathPoint()

  // Marks of banks for one choice; a mark is valid if it equals `choice`.
  var choice: Int32 = 0
  /// Banks with a hit on the open row.
  var hit: [Int32]
  /// Banks with an older access.
  var claimed: [Int32]
  /// Banks with an older read that is ready for its column, and the same for writes.
  var read: [Int32]
  var written: [Int32]

  init(edge: Int64, banks: Int) {
    self.edge = edge
    hit = Array(repeating: 0, count: banks)
    (claimed, read, written) = (hit, hit, hit)
  }

  /// Ends the batch with the completion of all its accesses, and begins the next.
  mutating func end(with point: PathPoint) {
    if point.time > completed.time { completed = point }
    hasStarted = false
    lastIndex = -1
  }

  /// Adds an access to the window.
  mutating func append(_ access: Access, columns: Int32) {
    var access = access
    let cells = access.cells(columns: columns)
    access.mayWait =
      access.mayWait
      && window.contains { $0.contends(with: access) && $0.cells(columns: columns).overlaps(cells) }
    window.append(access)
  }

  /// True if an access is held back at its next cell by an older one.
  func isHeld(_ index: Int, columns: Int32) -> Bool {
    if !window[index].mayWait { return false }
    let cell = window[index].cells(columns: columns).lowerBound
    return window[..<index].contains {
      $0.contends(with: window[index]) && $0.cells(columns: columns).contains(cell)
    }
  }

  /// True if an access holds back another one, or is held back, at one of its remaining cells.
  func isContended(_ index: Int, columns: Int32) -> Bool {
    let cells = window[index].cells(columns: columns)
    return window.indices.contains {
      $0 != index && window[max($0, index)].mayWait && window[$0].contends(with: window[index])
        && window[$0].cells(columns: columns).overlaps(cells)
    }
  }
}

extension EventChannel {
  /// Runs bank accesses that are all present at an edge.
  mutating func runBatch(_ requests: [Request], rowOffset: Int32, edge: Int64) {
    var open = OpenBatch(edge: edge, banks: constants.banks)
    for request in requests {
      while open.window.count == constants.window { issueNext(&open) }
      open.append(
        Access(request, rowOffset: rowOffset, columns: constants.columns), columns: constants.columns)
    }
    while !open.window.isEmpty { issueNext(&open) }
  }

  mutating func enqueue(_ request: Request, rowOffset: Int32, ready: PathPoint) -> (
    edge: Int64, waited: Bool
  ) {
    var request = request
    request.isContended = true
    let arrival = (ready.time + record.clock - 1) / record.clock
    var open = queue.take() ?? OpenBatch(edge: arrival, banks: constants.banks)
    var edge = max(arrival, open.edge)
    while !open.window.isEmpty && issueNext(&open, before: edge) {}
    if open.window.isEmpty {
      if open.hasStarted { open.end(with: record.completed()) }
      idle(until: edge - 1)
      record.begin(ready, edge: edge)
    }
    let waits = open.window.count == constants.window
    while open.window.count == constants.window { issueNext(&open) }
    if waits { edge = lastCycle + 1 }
    open.edge = edge
    open.append(Access(request, rowOffset: rowOffset, columns: constants.columns), columns: constants.columns)
    queue = open
    return (edge, waits)
  }

  mutating func drain() -> Int64 {
    guard var open = queue.take() else { preconditionFailure("nothing is queued") }
    while !open.window.isEmpty { issueNext(&open) }
    open.end(with: record.completed())
    completed = open.completed
    return completed.time
  }

  /// Issues the next command, or pays a refresh that precedes it.
  ///
  /// - Parameter limit: the edge before which the command or refresh has to begin.
  /// - Returns: false if neither begins before the limit.
  @discardableResult
  private mutating func issueNext(_ open: inout OpenBatch, before limit: Int64 = .max) -> Bool {
    let earliestEdge = max(open.edge, lastCycle + 1)
    var best = (cycle: Int64.max, isRow: true, index: 0, wanted: Command.RD, binder: -1)
    forEachCandidate(&open) { channel, index, access, wanted, open in
      var (cycle, binder) = channel.earliest(towards: wanted, bank: access.bank)
      if cycle < open.edge { (cycle, binder) = (open.edge, -1) }
      let isRow = wanted != access.command
      if cycle < best.cycle || (cycle == best.cycle && best.isRow && !isRow) {
        best = (cycle, isRow, index, wanted, binder)
      }
      // No command is possible earlier, and at this edge no younger access precedes.
      return best.cycle > earliestEdge || best.isRow
    }
    let deadline = refreshDeadline(started: open.hasStarted)
    if min(best.cycle, deadline) >= limit { return false }
    if best.cycle >= deadline {
      payRefresh(from: deadline, onPath: true)
      return true
    }
    open.hasStarted = true
    let isAgain = best.index == open.lastIndex && !best.isRow
    open.lastIndex = best.isRow ? -1 : best.index
    advance(&open.window[best.index], wanted: best.wanted, at: best.cycle, binder: best.binder)
    if isAgain && !record.isLogging && open.window[best.index].remaining > 1 {
      runOn(best.index, of: &open, before: limit)
    }
    if open.window[best.index].remaining == 0 {
      open.window.remove(at: best.index)
      open.lastIndex = -1
    }
    return true
  }

  /// Calls the body with the accesses that may issue a command, the oldest first.
  ///
  /// - Parameter body: takes an access, its index, and its next command; returns false to stop.
  @inline(__always)
  private mutating func forEachCandidate(
    _ open: inout OpenBatch, _ body: (inout EventChannel, Int, Access, Command, inout OpenBatch) -> Bool
  ) {
    open.choice &+= 1
    let columns = constants.columns
    for index in open.window.indices {
      let access = open.window[index]
      if openRow[access.bank] == access.row && !open.isHeld(index, columns: columns) {
        open.hit[access.bank] = open.choice
      }
    }
    for index in open.window.indices {
      let access = open.window[index]
      let bank = access.bank
      let wanted = next(access)
      let isOldest = open.claimed[bank] != open.choice
      open.claimed[bank] = open.choice
      if wanted != access.command {
        if !isOldest || (wanted == .PRE && open.hit[bank] == open.choice) { continue }
      } else if open.isHeld(index, columns: columns) {
        continue
      } else if wanted == .RD {
        // A younger access with the same command is issued later.
        if open.read[bank] == open.choice { continue }
        open.read[bank] = open.choice
      } else {
        if open.written[bank] == open.choice { continue }
        open.written[bank] = open.choice
      }
      if !body(&self, index, access, wanted, &open) { return }
    }
  }

  /// Issues further columns of an access that has just issued one, up to the first command of another access.
  private mutating func runOn(_ index: Int, of open: inout OpenBatch, before limit: Int64) {
    let running = open.window[index]
    let f = Int(running.command.rawValue)
    let distance = constants.ownDelay[f]
    if distance == 0 || last[f] != lastCycle || running.column == 0 { return }
    // A conflict would begin or end during the run.
    if open.isContended(index, columns: constants.columns) { return }
    var limit = limit
    forEachCandidate(&open) { channel, other, access, wanted, open in
      if other == index { return true }
      var (cycle, delay) = channel.bounds(
        Int(wanted.rawValue), bank: access.bank, besides: f, of: running.bank)
      if !channel.inMode(for: wanted) {
        let turn = channel.bounds(
          Int(Command.TMOD.rawValue), bank: access.bank, besides: f, of: running.bank)
        (cycle, delay) = (max(cycle, turn.cycle), max(delay, turn.delay))
      }
      // At the same edge, columns precede rows, then older accesses precede younger ones.
      let yields = wanted == access.command && other < index
      // After each column, the other access waits at least until the next column.
      if delay > distance || (delay == distance && !yields) { return true }
      limit = min(limit, max(cycle, open.edge) + (yields ? 0 : 1))
      return limit > channel.lastCycle + distance
    }
    if limit > lastCycle + distance { runOn(&open.window[index], before: limit) }
  }
}
