internal import PIMInstructions
internal import PIMResults
internal import PIMSimulation

/// Counters of groups of channels; few groups, which occur again and again.
struct GroupCounters {
  private var groups: [(channels: UInt64, counters: ChannelCounters)] = []

  /// The index of a group, which is added if it is new.
  mutating func place(of channels: UInt64) -> Int {
    if let known = groups.firstIndex(where: { $0.channels == channels }) { return known }
    groups.append((channels, ChannelCounters()))
    return groups.count - 1
  }

  subscript(place: Int) -> ChannelCounters {
    @inline(__always) get { groups[place].counters }
    @inline(__always) _modify { yield &groups[place].counters }
  }

  func book(into counters: inout [ChannelCounters]) {
    for (channels, counted) in groups {
      ChannelMask(rawValue: channels).forEach { counters[$0] += counted }
    }
  }
}

/// Reads integers in sequence.
struct WordReader {
  private let words: ArraySlice<Int64>
  private var index: Int

  init(_ words: ArraySlice<Int64>) {
    self.words = words
    index = words.startIndex
  }

  mutating func next() -> Int64 {
    defer { index += 1 }
    return words[index]
  }
}

/// The sums of a block that do not depend on the times at which work starts, as a sequence of integers:
/// totals of the work, the counters of each group of channels, and the operator with its ledger.
struct BlockSums {
  private(set) var words: [Int64] = []

  /// Begins with the difference of two totals.
  mutating func begin(_ before: SimulationResult.Work, _ after: SimulationResult.Work) {
    words.removeAll(keepingCapacity: true)
    words.append(after.asicBusy - before.asicBusy)
    words.append(after.asicInstructions - before.asicInstructions)
    words.append(after.asicAdditions - before.asicAdditions)
    words.append(after.asicMultiplications - before.asicMultiplications)
    words.append(after.channelInstructions - before.channelInstructions)
    words.append(0)
    words.append(0)
  }

  /// Sets the cycles that the channels have advanced by, summed over the channels.
  mutating func set(cycles: Int64) { words[5] = cycles }

  /// Ends with the operator and the time by cause: a word with the operator and a bit for each cause that is
  /// not 0, and the times of these causes. The place of the word stands above the number of groups.
  mutating func end(_ kind: OperatorKind, _ ledger: Ledger) {
    var head = Int64(kind.index)
    let place = words.count
    words[6] |= Int64(place) << Self.placeShift
    words.append(0)
    ledger.causes.forEachNonzero { cause, time in
      head |= 1 << Int64(Self.kindBits + cause)
      words.append(time)
    }
    words[place] = head
  }

  /// The bits of the number of groups below the place of the ledger, and of an operator below the causes.
  fileprivate static let placeShift: Int64 = 16
  private static let kindBits = 8

  /// The operator of the sums that begin at an index.
  @inline(__always)
  static func kind(_ sums: [Int64], from first: Int) -> OperatorKind {
    OperatorKind.allCases[Int(sums[first + Int(sums[first + 6] >> placeShift)]) & (1 << kindBits - 1)]
  }

  /// Adds the ledger of the sums that begin at an index, several times. Few causes are not 0.
  @inline(__always)
  static func addLedger(of sums: [Int64], from first: Int, times factor: Int64, to ledger: inout Ledger) {
    var index = first + Int(sums[first + 6] >> placeShift)
    var causes = sums[index] >> Int64(kindBits)
    while causes != 0 {
      index += 1
      ledger.causes.add(sums[index] &* factor, at: causes.trailingZeroBitCount)
      causes &= causes - 1
    }
  }

  /// The number of groups in a word that may hold a place as well.
  @inline(__always)
  fileprivate static func groups(_ word: Int64) -> Int64 { word & (1 << placeShift - 1) }

  /// Moves the counters of channels, which hold for each of the channels, to the sums.
  mutating func take(_ channels: ChannelMask, _ counters: inout ChannelCounters) {
    words[6] += 1
    words.append(Int64(bitPattern: channels.rawValue))
    words.append(counters.openCycles)
    words.append(counters.largestDebt)
    take(&counters.commands)
    take(&counters.misses)
    (counters.openCycles, counters.largestDebt) = (0, 0)
  }

  /// Moves counts of commands: the number of kinds, then a word for each with the command in its lowest byte.
  private mutating func take(_ counts: inout CommandCounts) {
    let place = words.count
    words.append(0)
    if counts.counts == Vector24() { return }
    counts.counts.takeNonzero { command, count in words.append(count << 8 | Int64(command)) }
    words[place] = Int64(words.count - place - 1)
  }

  /// Books the counters of channels.
  func book(into result: inout SimulationResult, _ counters: inout [ChannelCounters]) {
    var reader = WordReader(words[...])
    var groups = GroupCounters()
    Self.book(&reader, times: 1, into: &result, &groups)
    groups.book(into: &counters)
  }

  static func book(
    _ words: inout WordReader, times factor: Int64, into result: inout SimulationResult,
    _ groups: inout GroupCounters
  ) {
    result.work.asicBusy += words.next() * factor
    result.work.asicInstructions += words.next() * factor
    result.work.asicAdditions += words.next() * factor
    result.work.asicMultiplications += words.next() * factor
    result.work.channelInstructions += words.next() * factor
    _ = words.next()
    for _ in 0..<Self.groups(words.next()) {
      let place = groups.place(of: UInt64(bitPattern: words.next()))
      groups[place].openCycles += words.next() * factor
      groups[place].raiseLargestDebt(to: words.next())
      for _ in 0..<words.next() {
        let word = words.next()
        groups[place].commands.counts.add((word >> 8) * factor, at: Int(word & 0xff))
      }
      for _ in 0..<words.next() {
        let word = words.next()
        groups[place].misses.counts.add((word >> 8) * factor, at: Int(word & 0xff))
      }
    }
  }
}

/// The sums of the blocks of a run, as a sequence of integers: the number of blocks, and for each the number
/// of its words and the words (`BlockSums`).
struct RunSums {
  private(set) var words: [Int64] = [0]

  mutating func removeAll() {
    words.removeAll(keepingCapacity: true)
    words.append(0)
  }

  mutating func append(_ block: BlockSums) {
    words[0] += 1
    words.append(Int64(block.words.count))
    words += block.words
  }

  /// Calls the body with the index of the first word of each block of the sums that begin at an index.
  @inline(__always)
  static func forEachBlock(of words: [Int64], from first: Int, _ body: (Int) -> Void) {
    var place = first + 1
    for _ in 0..<words[first] {
      body(place + 1)
      place += 1 + Int(words[place])
    }
  }

  /// Books times and activities on a layer, without counters.
  @inline(__always)
  static func book(
    _ words: [Int64], from first: Int, layer: Int, times: Int64, into accounts: inout Accounts
  ) {
    forEachBlock(of: words, from: first) { block in
      accounts.book(layer: layer, kind: BlockSums.kind(words, from: block)) {
        $0.add(words, from: block, times: times)
      }
    }
  }

  /// Books the sums once, in the current position.
  func book(layer: Int, into state: inout RunState, _ counters: inout [ChannelCounters]) {
    Self.book(words, from: 0, layer: layer, times: 1, into: &state.accounts)
    var groups = GroupCounters()
    Self.forEachBlock(of: words, from: 0) { block in
      state.accounts.positionActivity.add(words, from: block, times: 1)
      var reader = WordReader(words[block...])
      BlockSums.book(&reader, times: 1, into: &state.result, &groups)
    }
    groups.book(into: &counters)
  }
}

extension Activity {
  /// Adds the activity, without its time, of the block whose sums begin at an index, several times.
  @inline(__always)
  mutating func add(_ sums: [Int64], from first: Int, times factor: Int64) {
    asicAdditions += sums[first + 2] * factor
    asicMultiplications += sums[first + 3] * factor
    var open: Int64 = 0
    var index = first + 7
    for _ in 0..<BlockSums.groups(sums[first + 6]) {
      let members = Int64(sums[index].nonzeroBitCount)
      open += members * sums[index + 1]
      // After the largest debt: the number of kinds of commands, and the commands.
      index += 3
      let end = index + Int(sums[index])
      while index < end {
        index += 1
        commands.counts.add(members * factor * (sums[index] >> 8), at: Int(sums[index] & 0xff))
      }
      // The misses are no activity.
      index += 2 + Int(sums[index + 1])
    }
    openCycles += open * factor
    closedCycles += (sums[first + 5] - open) * factor
  }
}
