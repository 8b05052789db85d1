internal import Instructions

/// When each stretch of ASIC SRAM was last written and last read, in granules of 16 elements (32 bytes): what an instruction
/// waits for under the overlapped schedule.
struct Scoreboard: Sendable {
  static let granule: Int32 = 16

  private var writes: Track
  private var reads: Track
  private var moments = Moments()

  init(sramBytes: Int) {
    let count = (sramBytes / 2 + Int(Self.granule) - 1) / Int(Self.granule)
    writes = Track(count: count)
    reads = Track(count: count)
  }

  private func granules(_ range: SRAMRange) -> Range<Int> {
    let first = Int(range.start / Self.granule)
    let end = Int((range.start + range.count + Self.granule - 1) / Self.granule)
    return range.count <= 0 ? 0..<0 : first..<min(end, writes.count)
  }

  /// The moment at which all the operands of a step exist and its results may be overwritten.
  func ready(reads readRanges: [SRAMRange], writes writeRanges: [SRAMRange], notBefore start: PathPoint)
    -> PathPoint
  {
    var best: Int32 = -1
    var time = start.time
    for range in readRanges { writes.findLatest(in: granules(range), of: moments, &best, &time) }
    for range in writeRanges {
      let range = granules(range)
      writes.findLatest(in: range, of: moments, &best, &time)
      reads.findLatest(in: range, of: moments, &best, &time)
    }
    return best < 0 ? start : moments.points[Int(best)]
  }

  /// Notes that a step with those operands completes at `end`.
  mutating func complete(reads readRanges: [SRAMRange], writes writeRanges: [SRAMRange], at end: PathPoint) {
    let index = moments.add(end)
    for range in readRanges { reads.note(index, in: granules(range), notAfter: end.time, &moments) }
    for range in writeRanges { writes.note(index, in: granules(range), notAfter: .max, &moments) }
    moments.dropIfUnused(index)
  }
}

/// Moments that granules refer to, with how many references there are. Moment 0 is the start, and not counted.
private struct Moments: Sendable {
  var points: [PathPoint] = [PathPoint()]
  private var references: [Int32] = [0]
  private var free: [Int32] = []

  mutating func add(_ point: PathPoint) -> Int32 {
    if let reused = free.popLast() {
      points[Int(reused)] = point
      return reused
    }
    points.append(point)
    references.append(0)
    return Int32(points.count - 1)
  }

  mutating func dropIfUnused(_ index: Int32) { if references[Int(index)] == 0 { free.append(index) } }

  @inline(__always) mutating func retain(_ index: Int32, _ times: Int32 = 1) {
    if index != 0 { references[Int(index)] += times }
  }

  @inline(__always) mutating func release(_ index: Int32) {
    if index == 0 { return }
    references[Int(index)] -= 1
    if references[Int(index)] == 0 { free.append(index) }
  }
}

/// The moment that each granule refers to.
///
/// A page of 64 granules with one moment is kept as one, so that long stretches, such as the half of a buffer that weights stream
/// through, take a 64th of the work.
private struct Track: Sendable {
  private static let pageSize = 64
  private static let mixed: Int32 = -1

  /// Up to date where the page is mixed.
  private var granules: [Int32]
  /// The moment of all granules of a page, or `mixed`.
  private var pages: [Int32]
  var count: Int { granules.count }

  init(count: Int) {
    granules = Array(repeating: 0, count: count)
    pages = Array(repeating: 0, count: (count + Self.pageSize - 1) / Self.pageSize)
  }

  private func span(of page: Int) -> Range<Int> {
    page * Self.pageSize..<min(granules.count, (page + 1) * Self.pageSize)
  }

  /// Looks for a moment later than `time`.
  func findLatest(in range: Range<Int>, of moments: Moments, _ best: inout Int32, _ time: inout Int64) {
    var g = range.lowerBound
    while g < range.upperBound {
      let end = min(range.upperBound, span(of: g / Self.pageSize).upperBound)
      let common = pages[g / Self.pageSize]
      if common != Self.mixed {
        if moments.points[Int(common)].time > time {
          (best, time) = (common, moments.points[Int(common)].time)
        }
      } else {
        for i in g..<end where moments.points[Int(granules[i])].time > time {
          (best, time) = (granules[i], moments.points[Int(granules[i])].time)
        }
      }
      g = end
    }
  }

  /// Lets granules refer to a moment, unless what they refer to is later than `time`.
  mutating func note(_ index: Int32, in range: Range<Int>, notAfter time: Int64, _ moments: inout Moments) {
    var g = range.lowerBound
    while g < range.upperBound {
      let page = g / Self.pageSize
      let span = span(of: page)
      let part = g..<min(range.upperBound, span.upperBound)
      g = part.upperBound
      let common = pages[page]
      if common != Self.mixed {
        if common == index || moments.points[Int(common)].time > time { continue }
        if part == span {
          moments.release(common)
          moments.retain(index)
          pages[page] = index
          continue
        }
        for i in span { granules[i] = common }
        moments.retain(common, Int32(span.count - 1))
        pages[page] = Self.mixed
      }
      var noted = 0
      for i in part {
        if granules[i] != index && moments.points[Int(granules[i])].time <= time {
          moments.release(granules[i])
          moments.retain(index)
          granules[i] = index
        }
        if granules[i] == index { noted += 1 }
      }
      if noted == span.count {
        for _ in 1..<max(1, noted) { moments.release(index) }
        pages[page] = index
      }
    }
  }
}
