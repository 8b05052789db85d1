internal import Hardware

/// A channel's state relative to its last command: everything that its future depends on, but for the refresh that is due.
struct RelativeState: Hashable, Sendable {
  /// Of every issue that can still bind, its place among all times and the time, one after the other.
  var ages: [Int64]
  /// Open rows by bank, -1 for a closed one; the anchor is `EventChannel.rowOrigin`.
  var rows: [Int32]
  var mode: UInt8
}

extension EventChannel {
  /// Rows of relative states are counted from here, so that rows before the anchor are not mistaken for closed banks.
  static let rowOrigin: Int32 = 1 << 28
  /// A row far from all that are near the anchor: stands for any row that is not open.
  static let elsewhere: Int32 = 1 << 30
  /// Moves the origin of time to the last command and the origin of rows to `anchor`, forgets what can bind nothing any
  /// more, and empties the record. The anchor becomes the row `rowOrigin`.
  mutating func rebase(anchor: Int32) {
    let shift = lastCycle
    age(by: shift)
    lastCycle = 0
    moveRows(by: Self.rowOrigin - anchor)
    openSince = 0
    nextDue = .max
    record.path = PathPoint()
    record.counters = ChannelCounters()
    record.refreshes = []
    record.lastIssue = 0
  }

  /// Lets every issue lie `cycles` further back.
  mutating func age(by cycles: Int64) {
    let horizon = constants.rules.horizon
    for p in last.indices { last[p] = EventChannel.aged(last[p] - cycles, horizon[p]) }
    Self.age(&lastInGroup, by: cycles, constants.rules.groupHorizon, each: constants.groups)
    Self.age(&lastInBank, by: cycles, constants.rules.bankHorizon, each: constants.banks)
    for ring in rings.indices {
      let delay = constants.longestWindow
      for i in rings[ring].indices { rings[ring][i] = EventChannel.aged(rings[ring][i] - cycles, delay) }
    }
  }

  private static func age(_ times: inout [Int64], by cycles: Int64, _ horizon: [Int64], each: Int) {
    for (slot, horizon) in horizon.enumerated() {
      for i in slot * each..<(slot + 1) * each where times[i] != never {
        times[i] = aged(times[i] - cycles, horizon)
      }
    }
  }

  /// A time relative to the last command, or never if no rule reaches from it past that command.
  private static func aged(_ time: Int64, _ horizon: Int64) -> Int64 { time <= -horizon ? never : time }

  private mutating func moveRows(by offset: Int32) {
    if offset == 0 { return }
    for b in openRow.indices where openRow[b] >= 0 { openRow[b] += offset }
    if commonRow >= 0 { commonRow += offset }
  }

  /// What two channels must share to do the same from now on. Call after `rebase`.
  var relativeState: RelativeState {
    var ages: [Int64] = []
    ages.reserveCapacity(32)
    var place: Int64 = 0
    func note(_ times: some Sequence<Int64>) {
      for time in times {
        if time != EventChannel.never {
          ages.append(place)
          ages.append(time)
        }
        place += 1
      }
    }
    note(last)
    note(lastInGroup)
    note(lastInBank)
    for (ring, position) in zip(rings, ringPositions) {
      note(ring[position...])
      note(ring[..<position])
    }
    return RelativeState(ages: ages, rows: openRow, mode: mode)
  }
}
