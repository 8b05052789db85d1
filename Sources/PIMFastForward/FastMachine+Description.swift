internal import PIMHardware
internal import PIMInstructions
internal import PIMSimulation

/// A machine between two blocks as a sequence of integers: everything that its future depends on, relative to the latest completion so far.
/// Two machines with equal descriptions do the same from then on, as far as no refresh falls due.
///
/// First come the moment's place between the edges of both clocks, the number of classes, and for each its channels, its state and its row, counted
/// from the rows of the block. Under the serial schedule that is all, since everything is over at that moment. Under the overlapped schedule
/// follow when and how far each class, the ASIC and the last state.barrier have come, and what steps to come may have to wait for: runs of granules of ASIC
/// SRAM with the moments that they refer to, and what these moments' ledgers are made from.
enum MachineDescription {
  static let header = 2
  static let wordsPerClass = 2

  static func moved(_ description: ArraySlice<Int64>, by rows: Int32) -> [Int64] {
    var words = Array(description)
    for i in 0..<Int(words[1]) {
      let place = header + wordsPerClass * i + 1
      let (state, anchor) = unpacked(words[place])
      if anchor != Standing.closed { words[place] = packed(state, anchor - rows) }
    }
    return words
  }
}

/// What describing a machine needs, kept from one time to the next.
struct DescriptionScratch {
  var words: [Int64] = []
  var runs: [GranuleRun] = []
  /// Segments of passages that runs refer to, and the first step of each that is referred to.
  var pieces: [(passage: Int32, segment: Int, first: Int32)] = []
  /// The piece of each run.
  var pieceOfRun: [Int] = []
}

extension FastMachine {
  /// How many runs of granules a description may have.
  private static var runLimit: Int { 64 }

  /// A number that equal descriptions have in common, and few others: when and how far all units have come.
  var signature: Int64 {
    mutating get {
      let edge = state.edge(of: state.frontier.time)
      var hash = UInt64(bitPattern: state.frontier.time % skipping.period)
      func mix(_ number: Int64) {
        // An odd constant, as in `PairTable`.
        let product = (hash ^ UInt64(bitPattern: number)).multipliedFullWidth(by: 0xff51_afd7_ed55_8ccd)
        hash = product.high ^ product.low &+ 0x9e37_79b9_7f4a_7c15
      }
      mix(state.asicFree.time - state.frontier.time)
      for i in classes.indices {
        let standing = classes.list[i].channel.place
        mix(Int64(bitPattern: classes.list[i].members.rawValue))
        mix(Int64(standing.state))
        mix(standing.origin - edge)
      }
      return Int64(bitPattern: hash)
    }
  }

  /// Describes the machine in `skipping.scratch.words`.
  ///
  /// - Parameter base: the row that rows count from.
  /// - Returns: false if it cannot be described, since too much is under way.
  mutating func describe(base: Int32) -> Bool {
    skipping.scratch.words.removeAll(keepingCapacity: true)
    skipping.scratch.words.append(state.frontier.time % skipping.period)
    skipping.scratch.words.append(Int64(classes.list.count))
    var nextDue = Int64.max
    for i in classes.indices { nextDue = min(nextDue, classes.list[i].channel.nextDue) }
    for i in classes.indices {
      if schedule == .serial && classes.list[i].channel.nextDue != nextDue { return false }
      let standing = classes.list[i].channel.standing
      skipping.scratch.words.append(Int64(bitPattern: classes.list[i].members.rawValue))
      let anchor = standing.anchor == Standing.closed ? Standing.closed : standing.anchor - base
      skipping.scratch.words.append(packed(standing.state, anchor))
    }
    return schedule == .serial || describeUnderWay(nextDue: nextDue)
  }

  /// Adds what is under way.
  private mutating func describeUnderWay(nextDue: Int64) -> Bool {
    let edge = state.edge(of: state.frontier.time)
    // What came before all that any unit has done delays none of them.
    var horizon = state.asicFree.time
    for i in classes.indices { horizon = min(horizon, classes.list[i].channel.record.path.time) }
    horizon = max(horizon, state.barrier.time + 1)
    guard scoreboard.collect(from: horizon, limit: Self.runLimit, into: &skipping.scratch.runs) else {
      return false
    }
    for i in classes.indices {
      let standing = classes.list[i].channel.standing
      skipping.scratch.words.append(standing.origin - edge)
      skipping.scratch.words.append(standing.nextDue == .max ? 0 : standing.nextDue - nextDue)
      describe(standing.path)
    }
    describe(state.asicFree)
    describe(state.barrier.time < horizon - 1 ? nil : state.barrier)
    describePieces(edge: edge)
    for (run, piece) in zip(skipping.scratch.runs, skipping.scratch.pieceOfRun) {
      skipping.scratch.words.append(
        packed(Int32(run.granules.lowerBound) << 1 | (run.isRead ? 1 : 0), Int32(run.granules.upperBound)))
      skipping.scratch.words.append(run.moment.time - state.frontier.time)
      skipping.scratch.words.append(packed(Int32(piece), run.moment.step))
    }
    return true
  }

  /// Adds a point of a path: when, and what the ledger has more or less than the latest completion's.
  private mutating func describe(_ point: PathPoint?) {
    guard let point else {
      skipping.scratch.words.append(.min)
      return
    }
    skipping.scratch.words.append(point.time - state.frontier.time)
    let place = skipping.scratch.words.count
    skipping.scratch.words.append(0)
    var ledger = point.ledger
    ledger -= state.frontier.ledger
    ledger.causes.forEachNonzero { cause, more in
      skipping.scratch.words.append(Int64(cause))
      skipping.scratch.words.append(more)
    }
    skipping.scratch.words[place] = Int64((skipping.scratch.words.count - place - 1) / 2)
  }

  /// Adds the segments that runs refer to, from the first step that they refer to.
  private mutating func describePieces(edge: Int64) {
    skipping.scratch.pieces.removeAll(keepingCapacity: true)
    skipping.scratch.pieceOfRun.removeAll(keepingCapacity: true)
    for run in skipping.scratch.runs {
      let (passage, step) = (run.moment.passage, run.moment.step)
      let segment = scoreboard.passage(passage).segment(of: step)
      if let known = skipping.scratch.pieces.lastIndex(where: {
        $0.passage == passage && $0.segment == segment
      }) {
        skipping.scratch.pieces[known].first = min(skipping.scratch.pieces[known].first, step)
        skipping.scratch.pieceOfRun.append(known)
      } else {
        skipping.scratch.pieceOfRun.append(skipping.scratch.pieces.count)
        skipping.scratch.pieces.append((passage, segment, step))
      }
    }
    skipping.scratch.words.append(
      packed(Int32(skipping.scratch.pieces.count), Int32(skipping.scratch.runs.count)))
    for i in skipping.scratch.pieces.indices {
      let piece = skipping.scratch.pieces[i]
      let rest = scoreboard.passage(piece.passage).rest(
        of: piece.segment, from: piece.first, clock: system.commandClockPicoseconds)
      skipping.scratch.words.append(packed(rest.first, Int32(rest.from)))
      skipping.scratch.words.append(rest.trajectory.map { skipping.memo.number(of: $0) } ?? -1)
      skipping.scratch.words.append(rest.trajectory == nil ? 0 : rest.origin - edge)
      describe(rest.path)
    }
  }

  // MARK: Taking up

  /// Brings the machine to a description, the latest completion being where it is.
  ///
  /// - Parameters:
  ///   - base: the row that rows count from.
  ///   - nextDue: when the next refresh of any channel falls due.
  mutating func takeUp(_ description: ArraySlice<Int64>, base: Int32, nextDue: Int64) {
    var words = WordReader(description)
    let edge = state.edge(of: state.frontier.time)
    _ = words.next()
    let count = Int(words.next())
    // Nothing of a channel counts any more but where it stands.
    while classes.list.count > count {
      let spare = classes.list.removeLast()
      if spares.count < classes.counters.count { spares.append(spare) }
    }
    while classes.list.count < count { classes.list.append(spares.popLast() ?? classes.list[0]) }
    var standings: [Standing] = []
    for i in 0..<count {
      classes.list[i].members = ChannelMask(rawValue: UInt64(bitPattern: words.next()))
      let (known, anchor) = unpacked(words.next())
      standings.append(
        Standing(
          state: known, anchor: anchor == Standing.closed ? anchor : anchor + base, origin: edge - 1,
          nextDue: nextDue, path: state.frontier))
    }
    if schedule == .overlapped { takeUpUnderWay(&words, &standings, edge: edge) }
    for i in 0..<count { classes.list[i].channel.resume(standings[i]) }
  }

  private mutating func takeUpUnderWay(_ words: inout WordReader, _ standings: inout [Standing], edge: Int64)
  {
    for i in standings.indices {
      standings[i].origin = edge + words.next()
      let more = words.next()
      if standings[i].nextDue != .max { standings[i].nextDue += more }
      standings[i].path = point(&words)
    }
    state.asicFree = point(&words)
    state.barrier = point(&words)
    scoreboard.reset()
    let (pieces, runs) = unpacked(words.next())
    var passages: [Int32] = []
    for _ in 0..<pieces {
      let (first, from) = unpacked(words.next())
      let trajectory = words.next()
      let origin = words.next()
      let (index, passage) = scoreboard.open()
      passages.append(index)
      passage.append(
        Passage.Segment(
          first: first, path: point(&words), origin: edge + origin,
          trajectory: trajectory < 0 ? nil : skipping.memo.trajectories[Int(trajectory)], from: Int(from)))
    }
    for _ in 0..<runs {
      let (start, end) = unpacked(words.next())
      let time = state.frontier.time + words.next()
      let (piece, step) = unpacked(words.next())
      let moment = Moment(time: time, passage: passages[Int(piece)], step: step)
      scoreboard.tracks.note(
        moment, in: GranuleRun(isRead: start & 1 == 1, granules: Int(start >> 1)..<Int(end), moment: moment))
    }
    for passage in passages { scoreboard.drop(passage) }
  }

  private mutating func point(_ words: inout WordReader) -> PathPoint {
    let time = words.next()
    if time == .min { return PathPoint() }
    var point = state.frontier
    point.time += time
    for _ in 0..<words.next() {
      let cause = words.next()
      let more = words.next()
      if let cause = Cause(rawValue: UInt8(truncatingIfNeeded: cause)) { point.ledger.add(more, to: cause) }
    }
    return point
  }
}
