import PIMResults
import PIMSimulation
import Testing

@testable import PIMFastForward

@Suite struct PassageBoardTests {
  private static func point(_ time: Int64) -> PathPoint {
    var point = PathPoint()
    point.advance(to: time, cause: .mac)
    return point
  }

  /// More moments than there are passages at first; those that granules refer to keep their points.
  @Test func passagesAreUsedAgain() {
    var board = PassageBoard(sramBytes: 1 << 16, clock: 1000)
    for round in 0..<5000 {
      let moment = board.hold(Self.point(Int64(round + 1)))
      let granules = (round % 7) * 100..<(round % 7) * 100 + 1 + round % 90
      board.tracks.note(moment, in: GranuleRun(isRead: false, granules: granules, moment: moment))
      board.drop(moment.passage)
    }
    var runs: [GranuleRun] = []
    #expect(board.collect(from: 1, limit: .max, into: &runs))
    for run in runs { #expect(board.point(of: run.moment) == Self.point(run.moment.time)) }
    #expect(runs.contains { $0.moment.time == 5000 })
    #expect(!board.collect(from: 1, limit: 3, into: &runs))
  }

  /// The core's scoreboard with the same moments, and back.
  @Test func fallbackAndBack() {
    var board = PassageBoard(sramBytes: 1 << 14, clock: 1000)
    for (time, granules, isRead) in [(5, 0..<256, false), (9, 60..<70, false), (7, 3..<4, true)] {
      let moment = board.hold(Self.point(Int64(time)))
      board.tracks.note(moment, in: GranuleRun(isRead: isRead, granules: granules, moment: moment))
      board.drop(moment.passage)
    }
    var runs: [GranuleRun] = []
    _ = board.collect(from: 1, limit: .max, into: &runs)
    let exact = board.makeScoreboard(sramBytes: 1 << 14)
    board.take(exact)
    var again: [GranuleRun] = []
    _ = board.collect(from: 1, limit: .max, into: &again)
    #expect(again.map(\.granules) == runs.map(\.granules) && again.map(\.isRead) == runs.map(\.isRead))
    #expect(again.map { board.point(of: $0.moment) } == runs.map { Self.point($0.moment.time) })
  }
}
