internal import PIMInstructions

/// When each stretch of ASIC SRAM was last written and last read, in granules of 16 elements (32 bytes): what an instruction
/// waits for under the overlapped schedule. Passages that granules refer to are kept, others are used again.
struct Scoreboard {
  static let granule: Int32 = 16

  private var writes: Track
  private var reads: Track
  private var passages: [Passage] = [Passage(PathPoint())]
  /// Who else holds a passage.
  private var holders: [Int32] = [1]
  /// Passages that nothing refers to. When there are none left, those are looked for that no granule refers to any more.
  private var free: [Int32] = []
  private let clock: Int64

  init(sramBytes: Int, clock: Int64) {
    let count = (sramBytes / 2 + Int(Self.granule) - 1) / Int(Self.granule)
    writes = Track(count: count)
    reads = writes
    self.clock = clock
  }

  /// The moment at which all the operands of a step exist and its results may be overwritten.
  func ready(_ operands: Operands, of list: OperandList, notBefore start: Moment) -> Moment {
    var best = start
    for i in operands.reads { writes.findLater(in: list.reads[i], than: &best) }
    for i in operands.writes {
      writes.findLater(in: list.writes[i], than: &best)
      reads.findLater(in: list.writes[i], than: &best)
    }
    return best
  }

  /// Notes that a step with those operands completes at `end`.
  mutating func complete(_ operands: Operands, of list: OperandList, at end: Moment) {
    for i in operands.reads { reads.note(end, in: list.reads[i], notAfter: end.time) }
    for i in operands.writes { writes.note(end, in: list.writes[i], notAfter: .max) }
  }

  /// Notes that accesses of one channel complete at `end`, those of other channels with the same operands perhaps later; of equals the first
  /// counts.
  mutating func complete(_ queued: QueuedOperands, at end: Moment) {
    for run in queued.reads.runs { reads.note(end, in: run, notAfter: end.time - 1) }
    for run in queued.writes.runs { writes.note(end, in: run, notAfter: end.time - 1) }
  }

  // MARK: Taking up

  /// Granules next to each other that refer to one moment.
  struct Run {
    var isRead: Bool
    var granules: Range<Int>
    var moment: Moment
  }

  /// Collects all that refers to moments from `horizon` on.
  ///
  /// - Returns: false if that is more than `limit`.
  func collect(from horizon: Int64, limit: Int, into runs: inout [Run]) -> Bool {
    runs.removeAll(keepingCapacity: true)
    return writes.collect(isRead: false, from: horizon, limit: limit, into: &runs)
      && reads.collect(isRead: true, from: horizon, limit: limit, into: &runs)
  }

  /// Forgets everything: all granules refer to the start of the run.
  mutating func reset() {
    writes.reset()
    reads.reset()
    free.removeAll(keepingCapacity: true)
    for i in passages.indices.dropFirst() {
      holders[i] = 0
      free.append(Int32(i))
    }
  }

  /// Lets granules refer to a moment.
  mutating func note(_ moment: Moment, isRead: Bool, in granules: Range<Int>) {
    if isRead {
      reads.note(moment, in: granules, notAfter: .max)
    } else {
      writes.note(moment, in: granules, notAfter: .max)
    }
  }

  func passage(_ index: Int32) -> Passage { passages[Int(index)] }

  // MARK: Moments

  /// An empty passage, held until it is dropped.
  mutating func open() -> (index: Int32, passage: Passage) {
    if free.isEmpty { findFree() }
    if let reused = free.popLast() {
      holders[Int(reused)] = 1
      passages[Int(reused)].removeAll()
      return (reused, passages[Int(reused)])
    }
    passages.append(Passage())
    holders.append(1)
    return (Int32(passages.count - 1), passages[passages.count - 1])
  }

  /// Finds what neither granules nor others refer to, and makes room so that this is not asked for too often.
  private mutating func findFree() {
    var isUsed = holders.map { $0 > 0 }
    writes.mark(&isUsed)
    reads.mark(&isUsed)
    for i in passages.indices where !isUsed[i] { free.append(Int32(i)) }
    while free.count < 128 || 2 * free.count < passages.count {
      free.append(Int32(passages.count))
      passages.append(Passage())
      holders.append(0)
    }
  }

  /// A moment at a point, held until it is dropped.
  mutating func hold(_ point: PathPoint) -> Moment {
    let (index, passage) = open()
    passage.append(point, step: 0)
    return Moment(time: point.time, passage: index, step: 0)
  }

  /// Lets go of a passage.
  mutating func drop(_ passage: Int32) { holders[Int(passage)] -= 1 }

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

  private struct Page {
    /// Of all its granules, unless it is mixed.
    var moment = Moment()
    /// The granules' own moments are up to date.
    var isMixed = false
    /// No granule's moment is later; if it is mixed, all may be earlier.
    var latest: Int64 = 0
  }

  private var granules: [Moment]
  private var pages: [Page]

  init(count: Int) {
    granules = Array(repeating: Moment(), count: count)
    pages = Array(repeating: Page(), count: (count + Self.pageSize - 1) / Self.pageSize)
  }

  private func span(of page: Int) -> Range<Int> {
    page * Self.pageSize..<min(granules.count, (page + 1) * Self.pageSize)
  }

  mutating func reset() {
    for page in pages.indices { pages[page] = Page() }
  }

  /// Marks the passages that granules refer to.
  func mark(_ isUsed: inout [Bool]) {
    for page in pages.indices {
      if pages[page].isMixed {
        for i in span(of: page) { isUsed[Int(granules[i].passage)] = true }
      } else {
        isUsed[Int(pages[page].moment.passage)] = true
      }
    }
  }

  /// Appends what refers to moments from `horizon` on; false if that is more than `limit`.
  func collect(isRead: Bool, from horizon: Int64, limit: Int, into runs: inout [Scoreboard.Run]) -> Bool {
    func append(_ moment: Moment, _ range: Range<Int>) {
      if let last = runs.last, last.isRead == isRead, last.granules.upperBound == range.lowerBound,
        last.moment == moment
      {
        runs[runs.count - 1].granules = last.granules.lowerBound..<range.upperBound
      } else {
        runs.append(Scoreboard.Run(isRead: isRead, granules: range, moment: moment))
      }
    }
    for page in pages.indices where pages[page].latest >= horizon {
      if pages[page].isMixed {
        for i in span(of: page) where granules[i].time >= horizon { append(granules[i], i..<i + 1) }
      } else {
        append(pages[page].moment, span(of: page))
      }
      if runs.count > limit { return false }
    }
    return true
  }

  /// Looks for a later moment that granules refer to.
  @inline(__always)
  func findLater(in range: Range<Int>, than best: inout Moment) {
    var g = range.lowerBound
    while g < range.upperBound {
      let page = g / Self.pageSize
      let end = min(range.upperBound, (page + 1) * Self.pageSize)
      if pages[page].latest > best.time {
        if pages[page].isMixed {
          for i in g..<end where granules[i].time > best.time { best = granules[i] }
        } else {
          best = pages[page].moment
        }
      }
      g = end
    }
  }

  /// Lets granules refer to a moment whose passage is held, unless what they refer to is later than `limit`.
  @inline(__always)
  mutating func note(_ moment: Moment, in range: Range<Int>, notAfter limit: Int64) {
    var g = range.lowerBound
    while g < range.upperBound {
      let page = g / Self.pageSize
      let span = span(of: page)
      let part = g..<min(range.upperBound, span.upperBound)
      g = part.upperBound
      if part == span && pages[page].latest <= limit {
        pages[page] = Page(moment: moment, isMixed: false, latest: moment.time)
        continue
      }
      if !pages[page].isMixed {
        let common = pages[page].moment
        if common.time > limit { continue }
        for i in span { granules[i] = common }
        pages[page].isMixed = true
      }
      pages[page].latest = max(pages[page].latest, moment.time)
      for i in part where granules[i].time <= limit { granules[i] = moment }
    }
  }
}
