internal import Instructions

/// When each stretch of ASIC SRAM was last written and last read, in granules of 16 elements (32 bytes): what an instruction
/// waits for under the overlapped schedule. Moments that granules refer to are kept, others are not.
struct Scoreboard {
  static let granule: Int32 = 16

  private var writes: Track
  private var reads: Track
  private var passages: [Passage] = [Passage(PathPoint())]
  /// How many granules, or whole pages of them, refer to a passage, and whoever else holds it.
  private var references: [Int32] = [1]
  private var free: [Int32] = []
  private let clock: Int64

  init(sramBytes: Int, clock: Int64) {
    let count = (sramBytes / 2 + Int(Self.granule) - 1) / Int(Self.granule)
    writes = Track(count: count)
    reads = writes
    references[0] += Int32(2 * writes.pageCount)
    self.clock = clock
  }

  /// The moment at which all the operands of a step exist and its results may be overwritten.
  func ready(_ operands: Operands, notBefore start: Moment) -> Moment {
    var best = start
    for range in operands.reads { writes.findLater(in: range, than: &best) }
    for range in operands.writes {
      writes.findLater(in: range, than: &best)
      reads.findLater(in: range, than: &best)
    }
    return best
  }

  /// Notes that a step with those operands completes at `end`.
  mutating func complete(_ operands: Operands, at end: Moment) {
    for range in operands.reads { reads.note(end, in: range, notAfter: end.time, &references, &free) }
    for range in operands.writes { writes.note(end, in: range, notAfter: .max, &references, &free) }
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

/// The moment that each granule refers to.
///
/// A page of 64 granules with one moment is kept as one, so that long stretches, such as the half of a buffer that weights stream
/// through, take a 64th of the work.
private struct Track {
  private static let pageSize = 64

  /// Up to date where the page is mixed.
  private var granules: [Moment]
  private var pages: [(moment: Moment, isMixed: Bool)]
  var pageCount: Int { pages.count }

  init(count: Int) {
    granules = Array(repeating: Moment(), count: count)
    pages = Array(repeating: (Moment(), false), count: (count + Self.pageSize - 1) / Self.pageSize)
  }

  private func span(of page: Int) -> Range<Int> {
    page * Self.pageSize..<min(granules.count, (page + 1) * Self.pageSize)
  }

  /// Looks for a later moment that granules refer to.
  func findLater(in range: Range<Int>, than best: inout Moment) {
    var g = range.lowerBound
    while g < range.upperBound {
      let page = g / Self.pageSize
      let end = min(range.upperBound, (page + 1) * Self.pageSize)
      if !pages[page].isMixed {
        if pages[page].moment.time > best.time { best = pages[page].moment }
      } else {
        for i in g..<end where granules[i].time > best.time { best = granules[i] }
      }
      g = end
    }
  }

  /// Lets granules refer to a moment that is held, unless what they refer to is later than `limit`.
  mutating func note(
    _ moment: Moment, in range: Range<Int>, notAfter limit: Int64, _ references: inout [Int32],
    _ free: inout [Int32]
  ) {
    func replace(_ old: Moment) {
      references[Int(old.passage)] -= 1
      if references[Int(old.passage)] == 0 { free.append(old.passage) }
      references[Int(moment.passage)] += 1
    }
    var g = range.lowerBound
    while g < range.upperBound {
      let page = g / Self.pageSize
      let span = span(of: page)
      let part = g..<min(range.upperBound, span.upperBound)
      g = part.upperBound
      if !pages[page].isMixed {
        let common = pages[page].moment
        if common.time > limit { continue }
        if part == span {
          replace(common)
          pages[page].moment = moment
          continue
        }
        for i in span { granules[i] = common }
        references[Int(common.passage)] += Int32(span.count - 1)
        pages[page].isMixed = true
      }
      var noted = 0
      for i in part where granules[i].time <= limit {
        replace(granules[i])
        granules[i] = moment
        noted += 1
      }
      if noted == span.count {
        pages[page] = (moment, false)
        references[Int(moment.passage)] -= Int32(noted - 1)
      }
    }
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
