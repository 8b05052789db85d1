internal import Hardware

/// What steps add to ledger and counters, in one row of numbers so that sums over many steps are differences of two rows.
struct Tally: Hashable, Sendable {
  static let causes = Cause.count
  static let count = Cause.count + 2 * Command.count + 1

  /// Cycles by cause, commands, misses, cycles with a bank open.
  var values: [Int64]

  init() { values = Array(repeating: 0, count: Tally.count) }

  /// What a channel has recorded since it was rebased.
  init(_ channel: EventChannel) {
    var channel = channel
    channel.closeAccounts(at: channel.lastCycle)
    let record = channel.record
    values = Cause.allCases.map { record.path.ledger[$0] / record.clock }
    values += Command.allCases.map { record.counters.commands[$0] }
    values += Command.allCases.map { record.counters.misses[$0] }
    values.append(record.counters.openCycles)
  }

  var openCycles: Int64 {
    get { values[Tally.count - 1] }
    _modify { yield &values[Tally.count - 1] }
  }

  /// Adds a row, or the difference of two.
  mutating func add(_ row: ArraySlice<Int64>, minus before: ArraySlice<Int64>? = nil) {
    values.add(row, minus: before, times: 1)
  }

  func counters(largestDebt: Int64) -> ChannelCounters {
    var counters = ChannelCounters()
    for command in Command.allCases {
      let i = Tally.causes + Int(command.rawValue)
      counters.commands[command] = values[i]
      counters.misses[command] = values[i + Command.count]
    }
    counters.openCycles = openCycles
    counters.largestDebt = largestDebt
    return counters
  }
}

extension [Int64] {
  /// Adds `factor · (row − before)` to the first elements.
  @inline(__always)
  mutating func add(_ row: ArraySlice<Int64>, minus before: ArraySlice<Int64>?, times factor: Int64) {
    withUnsafeMutableBufferPointer { sums in
      row.withUnsafeBufferPointer { row in
        precondition(row.count <= sums.count)
        guard let before else {
          for i in row.indices { sums[i] += factor * row[i] }
          return
        }
        before.withUnsafeBufferPointer { before in
          precondition(before.count == row.count)
          for i in row.indices { sums[i] += factor * (row[i] - before[i]) }
        }
      }
    }
  }
}
