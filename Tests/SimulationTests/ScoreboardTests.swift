import PIMInstructions
import PIMNumerics
import Testing

@testable import PIMSimulation

@Suite struct ScoreboardTests {
  private static func moments(_ track: GranuleTrack, _ count: Int) -> [Int64] {
    (0..<count).map { granule in
      var latest = Moment(time: -1)
      track.findLater(in: granule..<granule + 1, than: &latest)
      return latest.time
    }
  }

  /// Random notes against an array of times; pages of 64 granules, the last one short.
  @Test(arguments: 0..<20) func aTrackIsAnArrayOfTimes(seed: Int) {
    var random = SeededGenerator(seed: UInt64(seed))
    let count = 200
    var track = GranuleTrack(count: count)
    var times = Array(repeating: Int64(0), count: count)
    for key in 1..<60 {
      let start = random.pick(0...count - 1)
      let range = start..<random.pick(start...count)
      let time = Int64(random.pick(1...100))
      let limit = random.chance(50) ? Int64.max : time
      track.note(Moment(time: time, key: Int64(key)), in: range, notAfter: limit)
      for g in range where times[g] <= limit { times[g] = time }
      var latest = Moment(time: 3)
      track.findLater(in: 30..<150, than: &latest)
      #expect(latest.time == max(3, times[30..<150].max()!))
      let bound = Int64(random.pick(1...100))
      #expect(track.isAny(in: range, laterThan: bound) == times[range].contains { $0 > bound })
    }
    #expect(Self.moments(track, count) == times)
  }

  /// A step waits for the last write of what it reads, and for reads and writes of what it writes; never for
  /// reads of what it reads.
  @Test func operandsWait() {
    func point(_ time: Int64) -> PathPoint { PathPoint(time: time) }
    var list = OperandList()
    // A GELU of 64 elements reads four granules from its source and writes four to its address.
    func operands(from source: Int32, to address: Int32) -> Operands {
      var instruction = Instruction(.GELU)
      (instruction.source, instruction.address, instruction.length) = (source, address, 64)
      return list.append([instruction])
    }
    let first = operands(from: 0, to: 1024)
    let second = operands(from: 1024, to: 4096)
    let third = operands(from: 8192, to: 1024)
    var board = Scoreboard(sramBytes: 1 << 16)
    #expect(board.ready(first, of: list, notBefore: point(5)).time == 5)
    board.complete(first, of: list, at: point(20))
    #expect(board.ready(first, of: list, notBefore: point(5)).time == 20, "its own result is overwritten")
    #expect(board.ready(second, of: list, notBefore: point(5)).time == 20)
    board.complete(second, of: list, at: point(30))
    #expect(board.ready(third, of: list, notBefore: point(5)).time == 30, "what is read is not overwritten")
    #expect(board.ready(second, of: list, notBefore: point(5)).time == 30)
    #expect(board.ready(third, of: list, notBefore: point(40)).time == 40)
  }

  /// Several completions at once are those one after the other, and the first step that may be late is found
  /// as by asking each.
  @Test(arguments: 0..<20) func severalSteps(seed: Int) {
    var random = SeededGenerator(seed: UInt64(seed))
    var list = OperandList()
    let steps = (0..<40).map { _ in
      var instruction = Instruction(.GELU)
      instruction.source = Int32(16 * random.pick(0...300))
      instruction.address = Int32(16 * random.pick(0...300))
      instruction.length = Int32(random.pick(1...2_000))
      return list.append([instruction])
    }
    var (one, all) = (OperandTracks(sramBytes: 1 << 14), OperandTracks(sramBytes: 1 << 14))
    for round in 1..<6 {
      let ends = steps.indices.map { Moment(time: Int64(random.pick(1...100 * round)), key: Int64($0)) }
      for (step, end) in zip(steps, ends) { one.complete(step, of: list, at: end) }
      all.complete(ends[...], of: list) { steps[$0] }
      let time = Int64(random.pick(1...100 * round))
      for (first, step) in steps.enumerated() {
        let start = Moment(time: time)
        #expect(one.ready(step, of: list, notBefore: start) == all.ready(step, of: list, notBefore: start))
        let late = steps.indices.dropFirst(first).first {
          one.ready(steps[$0], of: list, notBefore: start).time > time
        }
        #expect(
          all.firstLate(in: first..<steps.count, than: time, of: list) { steps[$0] } == late ?? steps.count)
      }
    }
  }

  /// Points are kept as long as granules refer to them, though keys are used again.
  @Test func keysAreUsedAgain() {
    var board = Scoreboard(sramBytes: 1 << 12)
    let range = 0..<64
    let kept = board.keep(PathPoint(time: 1))
    board.tracks.reads.note(kept, in: range, notAfter: .max)
    for time in 2..<2000 {
      let moment = board.keep(PathPoint(time: Int64(time)))
      board.tracks.writes.note(moment, in: range, notAfter: .max)
      #expect(moment.key < 512)
    }
    #expect(board.point(of: kept).time == 1)
  }
}
