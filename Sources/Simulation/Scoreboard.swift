internal import Instructions

/// When each stretch of ASIC SRAM was last written and last read, in granules of 16 elements (32 bytes): what an instruction
/// waits for under the overlapped schedule. Moments that granules refer to are kept, others are not.
struct Scoreboard {
  static let granule: Int32 = 16

  private var writes: [Moment]
  private var reads: [Moment]
  private var passages: [Passage] = [Passage(PathPoint())]
  /// How many granules refer to a passage, and whoever else holds it.
  private var references: [Int32] = [1]
  private var free: [Int32] = []
  private let clock: Int64

  init(sramBytes: Int, clock: Int64) {
    let count = (sramBytes / 2 + Int(Self.granule) - 1) / Int(Self.granule)
    writes = Array(repeating: Moment(), count: count)
    reads = writes
    references[0] += Int32(2 * count)
    self.clock = clock
  }

  /// The moment at which all the operands of a step exist and its results may be overwritten.
  func ready(_ operands: Operands, notBefore start: Moment) -> Moment {
    var best = start
    for range in operands.reads {
      for g in range where writes[g].time > best.time { best = writes[g] }
    }
    for range in operands.writes {
      for g in range {
        if writes[g].time > best.time { best = writes[g] }
        if reads[g].time > best.time { best = reads[g] }
      }
    }
    return best
  }

  /// Notes that a step with those operands completes at `end`.
  mutating func complete(_ operands: Operands, at end: Moment) {
    for range in operands.reads {
      for g in range where reads[g].time <= end.time {
        references[Int(reads[g].passage)] -= 1
        if references[Int(reads[g].passage)] == 0 { free.append(reads[g].passage) }
        reads[g] = end
        references[Int(end.passage)] += 1
      }
    }
    for range in operands.writes {
      for g in range {
        references[Int(writes[g].passage)] -= 1
        if references[Int(writes[g].passage)] == 0 { free.append(writes[g].passage) }
        writes[g] = end
        references[Int(end.passage)] += 1
      }
    }
  }

  // MARK: Moments

  /// An empty passage, held until it is dropped.
  mutating func open() -> (index: Int32, passage: Passage) {
    if let reused = free.popLast() {
      references[Int(reused)] = 1
      passages[Int(reused)].removeAll()
      return (reused, passages[Int(reused)])
    }
    passages.append(Passage())
    references.append(1)
    return (Int32(passages.count - 1), passages[passages.count - 1])
  }

  /// A moment at a point, held until it is dropped.
  mutating func hold(_ point: PathPoint) -> Moment {
    let (index, passage) = open()
    passage.append(point, step: 0)
    return Moment(time: point.time, passage: index, step: 0)
  }

  /// Lets go of a passage: what no granule refers to is used again.
  mutating func drop(_ passage: Int32) {
    references[Int(passage)] -= 1
    if references[Int(passage)] == 0 { free.append(passage) }
  }

  /// Where the time up to a moment went.
  func point(of moment: Moment) -> PathPoint {
    passages[Int(moment.passage)].point(after: moment.step, clock: clock)
  }
}

/// The granules of ASIC SRAM that a step reads and writes.
struct Operands: Sendable {
  var reads: [Range<Int>] = []
  var writes: [Range<Int>] = []

  init(reads: [SRAMRange], writes: [SRAMRange]) {
    self.reads = Self.granules(reads)
    self.writes = Self.granules(writes)
  }

  /// Neighbouring ranges are one.
  private static func granules(_ ranges: [SRAMRange]) -> [Range<Int>] {
    var all: [Range<Int>] = []
    for range in ranges where range.count > 0 {
      let first = Int(range.start / Scoreboard.granule)
      let end = Int((range.start + range.count + Scoreboard.granule - 1) / Scoreboard.granule)
      if let last = all.last, last.upperBound >= first, last.lowerBound <= first {
        all[all.count - 1] = last.lowerBound..<max(last.upperBound, end)
      } else {
        all.append(first..<end)
      }
    }
    return all
  }
}
