internal import Hardware

/// A channel's state relative to its last command: everything that its future depends on, but for the refresh that is due.
struct RelativeState: Hashable, Sendable {
  /// (place, age) of every issue that can still bind, packed.
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
    for i in lastInGroup.indices {
      lastInGroup[i] = EventChannel.aged(lastInGroup[i] - cycles, horizon[i / constants.groups])
    }
    for i in lastInBank.indices {
      lastInBank[i] = EventChannel.aged(lastInBank[i] - cycles, horizon[i / constants.banks])
    }
    for ring in rings.indices {
      let delay = constants.longestWindow
      for i in rings[ring].indices { rings[ring][i] = EventChannel.aged(rings[ring][i] - cycles, delay) }
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
    func note(_ times: [Int64], _ place: Int) {
      for (i, time) in times.enumerated() where time != EventChannel.never {
        ages.append(Int64(place + i) << 32 | Int64(UInt32(truncatingIfNeeded: time)))
      }
    }
    note(last, 0)
    note(lastInGroup, 1 << 16)
    note(lastInBank, 1 << 20)
    for (i, ring) in rings.enumerated() {
      let position = ringPositions[i]
      note(Array(ring[position...] + ring[..<position]), 1 << 24 + i << 8)
    }
    return RelativeState(ages: ages, rows: openRow, mode: mode)
  }
}
