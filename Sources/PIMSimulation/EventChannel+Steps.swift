internal import PIMHardware
internal import PIMResults

extension EventChannel {
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

  /// The next command of an access, whatever the mode of the channel.
  @inline(__always)
  func next(_ access: Access) -> Command {
    let command = access.command
    // An activate ahead of use precharges first if any row is open: the same row is not open in all banks.
    if command.role == .open { return openCount == 0 ? command : .PREA }
    guard command.role == .column else { return command }
    if command.footprint == .all {
      return commonRow == access.row ? command : openCount == 0 ? .ACT16 : .PREA
    }
    let open = openRow[access.bank]
    return open == access.row ? command : open < 0 ? .ACT : .PRE
  }

  @inline(__always)
  func inMode(for command: Command) -> Bool {
    if !constants.hasModes { return true }
    guard let needed = constants.modes[Int(command.rawValue)] else { return true }
    return needed == mode
  }

  /// Issues the next command of an access: TMOD, a row command, or a column command.
  @inline(__always)
  mutating func advance(_ access: inout Access, wanted: Command, at cycle: Int64, binder: Int) {
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

  /// Runs one access. OPEN_ABK of a row that is open in all banks issues nothing.
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

  /// Issues, after a command of an access, the following ones in the same row at equal distances: as many as
  /// no other rule and no refresh delays.
  ///
  /// - Parameter limit: the edge before which the last one must be issued.
  mutating func runOn(_ access: inout Access, before limit: Int64 = .max) {
    let f = Int(access.command.rawValue)
    let distance = constants.ownDelay[f]
    let isColumn = access.command.role == .column
    // Not after a TMOD for the command; and not at the end of a row, since the next row has to be activated.
    if distance == 0 || last[f] != lastCycle || isColumn && access.column == 0 { return }
    var count = Int64(isColumn ? min(access.remaining, constants.columns - access.column) : access.remaining)
    let deadline = min(limit, refreshDeadline(started: true))
    if deadline != .max { count = min(count, (deadline - 1 - lastCycle) / distance) }
    let others = bounds(f, bank: access.bank, besides: f, of: access.bank)
    if count < 1 || others.cycle >= lastCycle + distance { return }
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
}
