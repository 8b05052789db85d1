internal import PIMSimulation

/// The scoreboard of the `fast` engine: the times of all operands, each with the passage of its completion.
/// Paths are made only for the few completions that reach the critical path.
///
/// Passages that granules refer to are kept; others are reused.
struct PassageBoard {
  var tracks: OperandTracks
  private var passages: [Passage] = [Passage(PathPoint())]
  /// The number of holders of each passage, without granules.
  private var holders: [Int32] = [1]
  /// Passages without references. If there is none, and all have been used, `findFree` looks for passages
  /// that no granule refers to.
  private var free: [Int32] = []
  /// The first passage that has not been used since the board was reset; later ones have not been, either.
  private var unused = 1
  private let clock: Int64

  init(sramBytes: Int, clock: Int64) {
    tracks = OperandTracks(sramBytes: sramBytes)
    self.clock = clock
  }

  // MARK: Moments

  /// An empty passage, held until it is dropped.
  mutating func open() -> (index: Int32, passage: Passage) {
    let index = freeIndex()
    holders[Int(index)] = 1
    let passage = passages[Int(index)]
    passage.removeAll()
    return (index, passage)
  }

  private mutating func freeIndex() -> Int32 {
    if unused < passages.count {
      unused += 1
      return Int32(unused - 1)
    }
    if free.isEmpty { findFree() }
    return free.removeLast()
  }

  /// Finds passages that neither granules nor holders refer to, and adds passages so that the next search is
  /// far enough away.
  private mutating func findFree() {
    var isUsed = holders.map { $0 > 0 }
    tracks.forEachKey { isUsed[Int($0 >> 32)] = true }
    for i in passages.indices where !isUsed[i] { free.append(Int32(i)) }
    while free.count < 512 || 2 * free.count < passages.count {
      free.append(Int32(passages.count))
      passages.append(Passage())
      holders.append(0)
    }
    unused = passages.count
  }

  /// A moment at a point, held until it is dropped.
  mutating func hold(_ point: PathPoint) -> Moment {
    let (index, passage) = open()
    passage.append(point, time: point.time, step: 0)
    return Moment(time: point.time, passage: index, step: 0)
  }

  /// Releases a passage.
  mutating func drop(_ passage: Int32) { holders[Int(passage)] -= 1 }

  func passage(_ index: Int32) -> Passage { passages[Int(index)] }

  /// The path to a moment.
  func point(of moment: Moment) -> PathPoint {
    passages[Int(moment.passage)].point(after: moment.step, clock: clock)
  }

  // MARK: Snapshots

  /// Resets the board: the moment of every granule is the start of the run.
  mutating func reset() {
    tracks.writes.reset()
    tracks.reads.reset()
    free.removeAll(keepingCapacity: true)
    for i in 1..<unused { holders[i] = 0 }
    unused = 1
  }

  /// Collects the runs of granules with moments from `horizon` on.
  ///
  /// - Returns: false if there are more than `limit`.
  mutating func collect(from horizon: Int64, limit: Int, into runs: inout [GranuleRun]) -> Bool {
    runs.removeAll(keepingCapacity: true)
    return tracks.writes.collect(isRead: false, from: horizon, limit: limit, into: &runs)
      && tracks.reads.collect(isRead: true, from: horizon, limit: limit, into: &runs)
  }

  // MARK: Fallback

  /// The core's scoreboard with the same moments.
  ///
  /// - Parameter sramBytes: the size of the SRAM of this board.
  func makeScoreboard(sramBytes: Int) -> Scoreboard {
    var board = Scoreboard(sramBytes: sramBytes)
    var known: [Int64: Moment] = [:]
    tracks.forEachRun { run in
      let moment = known[run.moment.key] ?? board.keep(point(of: run.moment))
      known[run.moment.key] = moment
      board.tracks.note(moment, in: run)
    }
    return board
  }

  /// Copies the moments of the core's scoreboard.
  mutating func take(_ board: Scoreboard) {
    reset()
    var known: [Int64: Moment] = [:]
    board.tracks.forEachRun { run in
      let moment = known[run.moment.key] ?? hold(board.point(of: run.moment))
      known[run.moment.key] = moment
      tracks.note(moment, in: run)
    }
    for moment in known.values { drop(moment.passage) }
  }
}

extension Moment {
  /// The completion of a step of a passage.
  init(time: Int64, passage: Int32, step: Int32) { self.init(time: time, key: packed(passage, step)) }

  var passage: Int32 { unpacked(key).high }
  var step: Int32 { unpacked(key).low }
}
