internal import PIMHardware
internal import PIMInstructions
internal import PIMResults
internal import PIMSimulation

/// The snapshot of a machine between two blocks: a sequence of integers with everything that its future
/// depends on, relative to the latest completion. Machines with equal snapshots behave the same as long as no
/// refresh falls due.
///
/// A snapshot begins with the position of the latest completion between the edges of both clocks and the
/// number of classes. For each class follow its channels, its state and its row, counted from the rows of the
/// block. Under the serial schedule that is all, since no work is in progress. Under the overlapped schedule
/// follow the times and paths of each class, of the ASIC and of the last barrier, and the operands that later
/// steps may have to wait for: runs of granules of ASIC SRAM with their moments, and the data from which the
/// ledgers of these moments are made.
enum MachineSnapshot {
  static let header = 2
  static let wordsPerClass = 2

  static func moved(_ snapshot: ArraySlice<Int64>, by rows: Int32) -> [Int64] {
    var words = Array(snapshot)
    for i in 0..<Int(words[1]) {
      let place = header + wordsPerClass * i + 1
      let (state, anchor) = unpacked(words[place])
      if anchor != FastChannel.closed { words[place] = packed(state, anchor - rows) }
    }
    return words
  }
}

/// Scratch memory for snapshots, which is reused.
struct SnapshotScratch {
  var words: [Int64] = []
  var runs: [GranuleRun] = []
  /// Segments of passages that runs refer to, each with the first step in use.
  var pieces: [(passage: Int32, segment: Int, first: Int32)] = []
  /// The index of the piece of each run.
  var pieceOfRun: [Int] = []

  /// Adds a point of a path: its time and its ledger, relative to the latest completion.
  mutating func append(_ point: PathPoint, since frontier: PathPoint) {
    words.append(point.time - frontier.time)
    let place = words.count
    words.append(0)
    var differences = point.ledger.causes.minus(frontier.ledger.causes)
    differences.takeNonzero { cause, more in
      words.append(Int64(cause))
      words.append(more)
    }
    words[place] = Int64((words.count - place - 1) / 2)
  }
}

extension FastMachine {
  /// A hash of a snapshot: equal snapshots have equal signatures. It covers the times of all units and the
  /// states of the classes.
  var signature: Int64 {
    mutating get {
      let edge = state.edge(of: state.frontier.time)
      var hash = UInt64(bitPattern: state.frontier.time % cursor.period)
      func mix(_ number: Int64) {
        // An odd constant, as in `PairTable`.
        let product = (hash ^ UInt64(bitPattern: number)).multipliedFullWidth(by: 0xff51_afd7_ed55_8ccd)
        hash = product.high ^ product.low &+ 0x9e37_79b9_7f4a_7c15
      }
      mix(state.asicFree.time - state.frontier.time)
      for i in classes.indices {
        let snapshot = classes.list[i].channel.place
        mix(Int64(bitPattern: classes.list[i].members.rawValue))
        mix(Int64(snapshot.state))
        mix(snapshot.origin - edge)
      }
      return Int64(bitPattern: hash)
    }
  }

  /// Writes the snapshot of the machine to `cursor.scratch.words`.
  ///
  /// - Parameter base: the row that rows count from.
  /// - Returns: false if there is no snapshot, since too much work is in progress.
  mutating func takeSnapshot(base: Int32) -> Bool {
    cursor.scratch.words.removeAll(keepingCapacity: true)
    cursor.scratch.words.append(state.frontier.time % cursor.period)
    cursor.scratch.words.append(Int64(classes.list.count))
    var nextDue = Int64.max
    for i in classes.indices { nextDue = min(nextDue, classes.list[i].channel.nextDue) }
    for i in classes.indices {
      if schedule == .serial && classes.list[i].channel.nextDue != nextDue { return false }
      cursor.scratch.words.append(Int64(bitPattern: classes.list[i].members.rawValue))
      let known = classes.list[i].channel.knownAnchor
      let anchor = known == FastChannel.closed ? known : known - base
      cursor.scratch.words.append(packed(classes.list[i].channel.state, anchor))
    }
    return schedule == .serial || appendUnderWay(nextDue: nextDue)
  }

  /// Adds the work in progress.
  private mutating func appendUnderWay(nextDue: Int64) -> Bool {
    let edge = state.edge(of: state.frontier.time)
    // A moment before the paths of all units delays none of them.
    var horizon = state.asicFree.time
    for i in classes.indices { horizon = min(horizon, classes.list[i].channel.record.path.time) }
    horizon = max(horizon, state.barrier.time + 1)
    guard scoreboard.collect(from: horizon, limit: settings.snapshotRuns, into: &cursor.scratch.runs) else {
      return false
    }
    for i in classes.indices {
      cursor.scratch.words.append(classes.list[i].channel.origin - edge)
      let due = classes.list[i].channel.nextDue
      cursor.scratch.words.append(due == .max ? 0 : due - nextDue)
      cursor.scratch.append(classes.list[i].channel.record.path, since: state.frontier)
    }
    cursor.scratch.append(state.asicFree, since: state.frontier)
    if state.barrier.time < horizon - 1 {
      cursor.scratch.words.append(.min)
    } else {
      cursor.scratch.append(state.barrier, since: state.frontier)
    }
    appendPieces(edge: edge)
    for (run, piece) in zip(cursor.scratch.runs, cursor.scratch.pieceOfRun) {
      cursor.scratch.words.append(
        packed(Int32(run.granules.lowerBound) << 1 | (run.isRead ? 1 : 0), Int32(run.granules.upperBound)))
      cursor.scratch.words.append(run.moment.time - state.frontier.time)
      cursor.scratch.words.append(packed(Int32(piece), run.moment.step))
    }
    return true
  }

  /// Adds the segments that runs refer to, each from the first step in use.
  private mutating func appendPieces(edge: Int64) {
    cursor.scratch.pieces.removeAll(keepingCapacity: true)
    cursor.scratch.pieceOfRun.removeAll(keepingCapacity: true)
    for run in cursor.scratch.runs {
      let (passage, step) = (run.moment.passage, run.moment.step)
      let segment = scoreboard.passage(passage).segment(of: step)
      if let known = cursor.scratch.pieces.lastIndex(where: {
        $0.passage == passage && $0.segment == segment
      }) {
        cursor.scratch.pieces[known].first = min(cursor.scratch.pieces[known].first, step)
        cursor.scratch.pieceOfRun.append(known)
      } else {
        cursor.scratch.pieceOfRun.append(cursor.scratch.pieces.count)
        cursor.scratch.pieces.append((passage, segment, step))
      }
    }
    cursor.scratch.words.append(
      packed(Int32(cursor.scratch.pieces.count), Int32(cursor.scratch.runs.count)))
    for i in cursor.scratch.pieces.indices {
      let piece = cursor.scratch.pieces[i]
      let rest = scoreboard.passage(piece.passage).rest(
        of: piece.segment, from: piece.first, clock: system.commandClockPicoseconds)
      cursor.scratch.words.append(packed(rest.first, Int32(rest.from)))
      cursor.scratch.words.append(rest.trajectory.map { cursor.memo.number(of: $0) } ?? -1)
      cursor.scratch.words.append(rest.trajectory == nil ? 0 : rest.origin - edge)
      cursor.scratch.append(rest.path, since: state.frontier)
    }
  }

  // MARK: Taking up

  /// Restores a snapshot, relative to the current latest completion.
  ///
  /// - Parameters:
  ///   - base: the row that rows count from.
  ///   - nextDue: the edge at which the next refresh of any channel falls due.
  mutating func restore(_ snapshot: ArraySlice<Int64>, base: Int32, nextDue: Int64) {
    var words = WordReader(snapshot)
    let edge = state.edge(of: state.frontier.time)
    _ = words.next()
    let count = Int(words.next())
    // Only the position of a channel still matters, so any class may be reused.
    while classes.list.count > count {
      let spare = classes.list.removeLast()
      if spares.count < classes.counters.count { spares.append(spare) }
    }
    while classes.list.count < count { classes.list.append(spares.popLast() ?? classes.list[0]) }
    for i in 0..<count {
      classes.list[i].members = ChannelMask(rawValue: UInt64(bitPattern: words.next()))
      let (known, anchor) = unpacked(words.next())
      classes.list[i].channel.resume(
        known, anchor: anchor == FastChannel.closed ? anchor : anchor + base, origin: edge - 1,
        nextDue: nextDue)
    }
    if schedule == .overlapped {
      restoreUnderWay(&words, edge: edge, nextDue: nextDue)
    } else {
      for i in 0..<count { classes.list[i].channel.record.path = state.frontier }
    }
  }

  private mutating func restoreUnderWay(_ words: inout WordReader, edge: Int64, nextDue: Int64) {
    for i in classes.indices {
      let origin = edge + words.next()
      let more = words.next()
      classes.list[i].channel.move(to: origin, nextDue: nextDue == .max ? .max : nextDue + more)
      classes.list[i].channel.record.path = point(&words)
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
          trajectory: trajectory < 0 ? nil : cursor.memo.trajectories[Int(trajectory)], from: Int(from)))
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
