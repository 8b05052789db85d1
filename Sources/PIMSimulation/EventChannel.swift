package import PIMHardware
internal import PIMResults

/// The `event` engine's channel: advances from each command to the earliest edge at which rules and bank
/// states allow the next.
package struct EventChannel: HostChannel {
  package static let never = Int64.min / 4

  package let constants: Constants
  package var record: ChannelRecord
  package var completed = PathPoint()

  // State. Times are edges of the command clock.
  package var last: [Int64]
  /// Edge of the last issue by slot and bank group, and by slot and bank, of commands on one bank
  /// (`RuleSet.groupSlots`).
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
  /// The queue of a host's accesses; nil if it has been drained.
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

  // MARK: Issue

  @inline(__always)
  mutating func issue(
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

  /// Records the issue of a command on one bank, if a rule refers to it.
  @inline(__always)
  mutating func note(_ p: Int, bank: Int, at cycle: Int64) {
    let (group, own) = (constants.groupSlots[p], constants.bankSlots[p])
    if own >= 0 { lastInBank[own * constants.banks + bank] = cycle }
    if group >= 0 { lastInGroup[group * constants.groups + bank / constants.banksPerGroup] = cycle }
  }

  /// The time of an entry of a ring; index 0 is the oldest.
  package func time(_ index: Int, inRing ring: Int) -> Int64 {
    rings[ring][(ringPositions[ring] + index) % rings[ring].count]
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

  package var reached: Int64 { max(lastCycle, record.begun) }

  package func openCycles(until edge: Int64) -> Int64 {
    record.counters.openCycles + (openCount > 0 ? edge - openSince : 0)
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
      guard lastCycle == other.lastCycle, reached == other.reached, record.path == other.record.path else {
        return false
      }
    }
    // An issue that is older than its longest rule delays nothing. One that is exactly as old delays nothing
    // either, but may name the cause of the last clock.
    let next = max(edge ?? 0, lastCycle + 1)
    let rules = constants.rules
    func alike(_ a: Int64, _ b: Int64, _ horizon: Int64) -> Bool { a == b || max(a, b) < next - horizon }
    return last.indices.allSatisfy { alike(last[$0], other.last[$0], rules.horizon[$0]) }
      && lastInBank.indices.allSatisfy {
        alike(lastInBank[$0], other.lastInBank[$0], rules.bankHorizon[$0 / constants.banks])
      }
      && lastInGroup.indices.allSatisfy {
        alike(lastInGroup[$0], other.lastInGroup[$0], rules.groupHorizon[$0 / constants.groups])
      }
      && rings.indices.allSatisfy { ring in
        rings[ring].indices.allSatisfy {
          alike(time($0, inRing: ring), other.time($0, inRing: ring), rules.rings[ring].horizon)
        }
      }
      && queue == nil && other.queue == nil && record.history.isEqual(to: other.record.history)
  }
}
