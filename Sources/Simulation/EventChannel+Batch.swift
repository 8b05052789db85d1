internal import Hardware

/// Reads and writes of banks on their way, first-ready first-come-first-served over a window of the oldest: of the commands that could
/// be issued earliest, columns go before rows, then the older access before the younger. Only the oldest access to a bank may open
/// or close its row, and an open row is not closed while an access in the window still hits it.
///
/// A command is chosen only when the window is full or nothing more comes, so what is chosen does not depend on how many accesses were
/// known at a time.
struct OpenBatch: Sendable {
  /// Nothing is issued before this edge.
  let edge: Int64
  var window: [Access] = []
  var hasStarted = false
  /// The access that issued the last command if that was a column, -1 otherwise.
  var lastIndex = -1

  // Notes on the banks for one choice; they count if they carry its number.
  private(set) var choice: Int32 = 0
  /// Banks whose open row an access hits.
  var hit: [Int32]
  /// Banks to which an older access has been looked at.
  var claimed: [Int32]
  /// Banks from which an older access reads a column at once, and banks to which one writes.
  var read: [Int32]
  var written: [Int32]

  init(edge: Int64, banks: Int) {
    self.edge = edge
    hit = Array(repeating: 0, count: banks)
    (claimed, read, written) = (hit, hit, hit)
  }

  mutating func beginChoice() { choice &+= 1 }
}

extension EventChannel {
  mutating func feed(_ requests: [Request], rowOffset: Int32, ready: PathPoint) {
    if batch == nil {
      let edge = (ready.time + record.clock - 1) / record.clock
      idle(until: edge - 1)
      record.begin(ready, edge: edge)
      batch = OpenBatch(edge: edge, banks: constants.banks)
    }
    add(requests, rowOffset: rowOffset)
  }

  mutating func endBatch() -> Int64 {
    finishBatch()
    completed = record.completed()
    return completed.time
  }

  /// Takes requests in; works on those before while the window has no room.
  mutating func add(_ requests: [Request], rowOffset: Int32) {
    guard var open = batch.take() else { preconditionFailure("no batch has begun") }
    for request in requests {
      while open.window.count == constants.window { issueNext(&open) }
      open.window.append(Access(request, rowOffset: rowOffset, columns: constants.columns))
    }
    batch = open
  }

  /// Works until nothing is left.
  mutating func finishBatch() {
    guard var open = batch.take() else { preconditionFailure("no batch has begun") }
    while !open.window.isEmpty { issueNext(&open) }
  }

  /// Issues the command that is first in turn, or pays a refresh that goes before it.
  private mutating func issueNext(_ open: inout OpenBatch) {
    let earliestEdge = max(open.edge, lastCycle + 1)
    var best = (cycle: Int64.max, isRow: true, index: 0, wanted: Command.RD, binder: -1)
    forEachCandidate(&open) { channel, index, access, wanted, open in
      var (cycle, binder) = channel.earliest(
        channel.inMode(for: wanted) ? wanted : .TMOD, bank: access.bank)
      if cycle < open.edge { (cycle, binder) = (open.edge, -1) }
      let isRow = wanted != access.command
      if cycle < best.cycle || (cycle == best.cycle && best.isRow && !isRow) {
        best = (cycle, isRow, index, wanted, binder)
      }
      // No command comes earlier, and of those at the edge no younger one goes before.
      return best.cycle > earliestEdge || best.isRow
    }
    let deadline = refreshDeadline(started: open.hasStarted)
    if best.cycle >= deadline {
      payRefresh(from: deadline, onPath: true)
      return
    }
    open.hasStarted = true
    let isAgain = best.index == open.lastIndex && !best.isRow
    open.lastIndex = best.isRow ? -1 : best.index
    advance(&open.window[best.index], wanted: best.wanted, at: best.cycle, binder: best.binder)
    if isAgain && !record.isLogging && open.window[best.index].remaining > 1 { runOn(best.index, of: &open) }
    if open.window[best.index].remaining == 0 {
      open.window.remove(at: best.index)
      open.lastIndex = -1
    }
  }

  /// Looks at the accesses that may issue a command, the oldest first.
  ///
  /// - Parameter body: is given an access, its index, and what it needs next; whether to go on.
  @inline(__always)
  private mutating func forEachCandidate(
    _ open: inout OpenBatch, _ body: (inout EventChannel, Int, Access, Command, inout OpenBatch) -> Bool
  ) {
    open.beginChoice()
    for access in open.window where openRow[access.bank] == access.row { open.hit[access.bank] = open.choice }
    for index in open.window.indices {
      let access = open.window[index]
      let bank = access.bank
      let wanted = next(access)
      let isOldest = open.claimed[bank] != open.choice
      open.claimed[bank] = open.choice
      if wanted != access.command {
        if !isOldest || (wanted == .PRE && open.hit[bank] == open.choice) { continue }
      } else if wanted == .RD {
        // A younger access that needs the same command comes later.
        if open.read[bank] == open.choice { continue }
        open.read[bank] = open.choice
      } else {
        if open.written[bank] == open.choice { continue }
        open.written[bank] = open.choice
      }
      if !body(&self, index, access, wanted, &open) { return }
    }
  }

  /// Issues the further columns of an access that has just issued one, as far as none of the others goes before.
  private mutating func runOn(_ index: Int, of open: inout OpenBatch) {
    let running = open.window[index]
    let f = Int(running.command.rawValue)
    let distance = constants.ownDelay[f]
    if distance == 0 || last[f] != lastCycle || running.column == 0 { return }
    var limit = Int64.max
    forEachCandidate(&open) { channel, other, access, wanted, open in
      if other == index { return true }
      let command = channel.inMode(for: wanted) ? wanted : .TMOD
      let (cycle, delay) = channel.bounds(
        Int(command.rawValue), bank: access.bank, besides: f, of: running.bank)
      // Of two at the same edge, columns go before rows, then the older before the younger.
      let yields = wanted == access.command && other < index
      // After each column the other has to wait at least as long as the next.
      if delay > distance || (delay == distance && !yields) { return true }
      limit = min(limit, max(cycle, open.edge) + (yields ? 0 : 1))
      return limit > channel.lastCycle + distance
    }
    if limit > lastCycle + distance { runOn(&open.window[index], before: limit) }
  }
}
