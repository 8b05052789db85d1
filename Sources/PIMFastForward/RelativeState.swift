internal import PIMResults
internal import PIMSimulation

/// A channel's state relative to its last command, as integers: everything that its future depends on,
/// without the refresh that is due. Channels with equal states behave the same. The integers are the mode;
/// the row common to all banks or, without one, the row of each bank, with the anchor at
/// `EventChannel.rowOrigin`; and for every issue that a rule may still refer to, its index among all times
/// and its time.
typealias RelativeState = [Int64]

extension EventChannel {
  /// The row of the anchor in relative states, so that rows below the anchor are not mistaken for closed
  /// banks.
  static let rowOrigin: Int32 = 1 << 28
  /// A row far from all rows near the anchor; it stands for any row that is not open.
  static let elsewhere: Int32 = 1 << 30

  /// Writes the state, with the origin of time moved to `origin` and the origin of rows to `anchor`, without
  /// issues that no rule refers to any more. The function is mutating only to avoid a copy of the channel.
  mutating func writeState(origin: Int64, anchor: Int32, to state: inout RelativeState) {
    let rules = constants.rules
    state.removeAll(keepingCapacity: true)
    state.append(Int64(mode))
    let offset = Self.rowOrigin - anchor
    func moved(_ row: Int32) -> Int64 { Int64(row >= 0 ? row + offset : row) }
    state.append(moved(commonRow))
    if commonRow == -2 {
      for row in openRow { state.append(moved(row)) }
    }
    // A time that lies a horizon or more before the origin is omitted: no rule reaches from it past the
    // origin.
    for (place, time) in last.enumerated() where time > origin - rules.horizon[place] {
      state.append(Int64(place))
      state.append(time - origin)
    }
    var first = last.count
    func write(_ times: [Int64], _ horizons: [Int64], each: Int) {
      for (slot, horizon) in horizons.enumerated() {
        for place in slot * each..<(slot + 1) * each where times[place] > origin - horizon {
          state.append(Int64(first + place))
          state.append(times[place] - origin)
        }
      }
      first += times.count
    }
    write(lastInGroup, rules.groupHorizon, each: constants.groups)
    write(lastInBank, rules.bankHorizon, each: constants.banks)
    for ring in rings.indices {
      let depth = rings[ring].count
      for i in 0..<depth {
        let time = time(i, inRing: ring)
        if time > origin - rules.rings[ring].horizon {
          state.append(Int64(first + i))
          state.append(time - origin)
        }
      }
      first += depth
    }
  }

  /// Reads a state that was written, with an empty record and no refresh to come.
  mutating func readState(_ state: some RandomAccessCollection<Int64>) {
    func clear(_ times: inout [Int64]) { for i in times.indices { times[i] = Self.never } }
    clear(&last)
    clear(&lastInGroup)
    clear(&lastInBank)
    for ring in rings.indices {
      clear(&rings[ring])
      ringPositions[ring] = 0
    }
    var numbers = state.makeIterator()
    func next() -> Int64? { numbers.next() }
    mode = UInt8(next() ?? 0)
    commonRow = Int32(next() ?? -1)
    openCount = 0
    for bank in openRow.indices {
      openRow[bank] = commonRow == -2 ? Int32(next() ?? -1) : commonRow
      if openRow[bank] >= 0 { openCount += 1 }
    }
    while let place = next(), let time = next() { setTime(Int(place), to: time) }
    lastCycle = 0
    openSince = 0
    nextDue = .max
    record.path = PathPoint()
    record.counters = ChannelCounters()
    record.refreshes.removeAll(keepingCapacity: true)
    record.lastIssue = 0
  }

  /// Moves a channel from the origin and the anchor of a relative state to absolute ones.
  mutating func move(to origin: Int64, anchor: Int32) {
    func move(_ times: inout [Int64]) {
      for i in times.indices where times[i] != Self.never { times[i] += origin }
    }
    move(&last)
    move(&lastInGroup)
    move(&lastInBank)
    for ring in rings.indices { move(&rings[ring]) }
    lastCycle = origin
    openSince = origin
    for bank in openRow.indices where openRow[bank] >= 0 { openRow[bank] += anchor - Self.rowOrigin }
    if commonRow >= 0 { commonRow += anchor - Self.rowOrigin }
  }

  /// Sets one of all times, by its index in a relative state.
  private mutating func setTime(_ place: Int, to time: Int64) {
    var place = place
    if place < last.count {
      last[place] = time
      return
    }
    place -= last.count
    if place < lastInGroup.count {
      lastInGroup[place] = time
      return
    }
    place -= lastInGroup.count
    if place < lastInBank.count {
      lastInBank[place] = time
      return
    }
    place -= lastInBank.count
    var ring = 0
    while place >= rings[ring].count {
      place -= rings[ring].count
      ring += 1
    }
    rings[ring][place] = time
  }
}
