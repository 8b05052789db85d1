/// The least time of a position for any mapping, without refresh.
package struct PositionBound: Sendable, Hashable {
  /// The least time from the end of the position before to the end of this one, picoseconds.
  package var time: Int64 = 0
  /// The least time, by channel, of the channel's work and of the waits that nobody can avoid; their maximum
  /// is at most `time`. Picoseconds.
  package var channels: [Int64] = []
  /// The waits in which a channel may be refreshed without loss, picoseconds, each with its number.
  package var waits: [Int64: Int] = [:]

  /// Creates a bound; see the properties.
  package init(time: Int64 = 0, channels: [Int64] = [], waits: [Int64: Int] = [:]) {
    (self.time, self.channels, self.waits) = (time, channels, waits)
  }
}

/// The least time of a run for any mapping.
package struct RunBound: Sendable {
  /// The sum over positions, without refresh, picoseconds.
  package private(set) var time: Int64 = 0
  private var channels: [Int64] = []
  private var waits: [Int64: Int] = [:]

  package init() {}

  /// Adds the next position.
  package mutating func add(_ position: PositionBound) {
    time += position.time
    if channels.isEmpty { channels = Array(repeating: 0, count: position.channels.count) }
    for index in position.channels.indices { channels[index] += position.channels[index] }
    for (wait, count) in position.waits where wait > 0 { waits[wait, default: 0] += count }
  }

  /// The bound with the refreshes that fall due meanwhile, picoseconds.
  package func withRefresh(_ refresh: RefreshCost) -> Int64 {
    guard refresh.interval > 0, refresh.time > 0 else { return time }
    // Each refresh saves at most the part of a wait that it lies in, and lies in one.
    var pieces: [Int64: Int] = [:]
    for (wait, count) in waits {
      if wait >= refresh.time { pieces[refresh.time, default: 0] += Int(wait / refresh.time) * count }
      if wait % refresh.time > 0 { pieces[wait % refresh.time, default: 0] += count }
    }
    let sorted = pieces.sorted { $0.key > $1.key }
    func saved(_ refreshes: Int64) -> Int64 {
      var (left, sum) = (refreshes, Int64(0))
      for (piece, count) in sorted {
        let taken = min(left, Int64(count))
        sum += taken * piece
        left -= taken
        if left == 0 { break }
      }
      return sum
    }
    func least(_ work: Int64) -> Int64 {
      var time = work
      while true {
        let refreshes = max(0, time / refresh.interval - refresh.unpaid)
        let next = max(time, work + refreshes * refresh.time - saved(refreshes))
        if next == time { return time }
        time = next
      }
    }
    // Refreshes are paid by all channels at the same time only if none is postponed.
    return refresh.isCommon ? least(time) : max(time, channels.map(least).max() ?? 0)
  }
}

/// The refreshes of a channel as the bound counts them.
package struct RefreshCost: Sendable, Hashable {
  /// The time from one due refresh to the next, picoseconds; 0 without refresh.
  package var interval: Int64
  /// What a refresh adds to the work of a channel, picoseconds.
  package var time: Int64
  /// Refreshes that may be unpaid at the end of the work.
  package var unpaid: Int64
  /// True if all channels are refreshed at the same time.
  package var isCommon: Bool

  /// Creates the cost of refreshes; see the properties.
  package init(interval: Int64, time: Int64, unpaid: Int64, isCommon: Bool) {
    (self.interval, self.time, self.unpaid, self.isCommon) = (interval, time, unpaid, isCommon)
  }
}
