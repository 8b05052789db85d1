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
    open.beginChoice()
    for access in open.window where openRow[access.bank] == access.row { open.hit[access.bank] = open.choice }
    let earliestEdge = max(open.edge, lastCycle + 1)
    var best = (cycle: Int64.max, isRow: true, index: 0, wanted: Command.RD, binder: -1)
    for index in open.window.indices {
      let access = open.window[index]
      let bank = access.bank
      let wanted = next(access)
      let isRow = wanted != access.command
      let isOldest = open.claimed[bank] != open.choice
      open.claimed[bank] = open.choice
      if isRow {
        if !isOldest || (wanted == .PRE && open.hit[bank] == open.choice) { continue }
      } else if wanted == .RD {
        // A younger access that needs the same command comes later.
        if open.read[bank] == open.choice { continue }
        open.read[bank] = open.choice
      } else {
        if open.written[bank] == open.choice { continue }
        open.written[bank] = open.choice
      }
      var (cycle, binder) = earliest(inMode(for: wanted) ? wanted : .TMOD, bank: bank)
      if cycle < open.edge { (cycle, binder) = (open.edge, -1) }
      if cycle < best.cycle || (cycle == best.cycle && best.isRow && !isRow) {
        best = (cycle, isRow, index, wanted, binder)
        // No command comes earlier, and of those at the edge no younger one goes before.
        if cycle == earliestEdge && !isRow { break }
      }
    }
    let deadline = refreshDeadline(started: open.hasStarted)
    if best.cycle >= deadline {
      payRefresh(from: deadline, onPath: true)
      return
    }
    open.hasStarted = true
    advance(&open.window[best.index], wanted: best.wanted, at: best.cycle, binder: best.binder)
    if open.window[best.index].remaining == 0 { open.window.remove(at: best.index) }
  }
}
