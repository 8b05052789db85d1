internal import Instructions

/// When each stretch of ASIC SRAM was last written and last read, in granules of 16 elements (32 bytes): what an instruction
/// waits for under the overlapped schedule.
struct Scoreboard: Sendable {
  static let granule: Int32 = 16

  private var writes: [Int32]
  private var reads: [Int32]
  /// Moments that granules refer to, with how many do.
  private var points: [PathPoint] = [PathPoint()]
  private var references: [Int32] = [0]
  private var free: [Int32] = []

  init(sramBytes: Int) {
    let count = (sramBytes / 2 + Int(Self.granule) - 1) / Int(Self.granule)
    writes = Array(repeating: 0, count: count)
    reads = Array(repeating: 0, count: count)
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
    for range in readRanges {
      for g in granules(range) where points[Int(writes[g])].time > time {
        (best, time) = (writes[g], points[Int(writes[g])].time)
      }
    }
    for range in writeRanges {
      for g in granules(range) {
        if points[Int(writes[g])].time > time { (best, time) = (writes[g], points[Int(writes[g])].time) }
        if points[Int(reads[g])].time > time { (best, time) = (reads[g], points[Int(reads[g])].time) }
      }
    }
    return best < 0 ? start : points[Int(best)]
  }

  /// Notes that a step with those operands completes at `end`.
  mutating func complete(reads readRanges: [SRAMRange], writes writeRanges: [SRAMRange], at end: PathPoint) {
    let index: Int32
    if let reused = free.popLast() {
      index = reused
      points[Int(index)] = end
    } else {
      index = Int32(points.count)
      points.append(end)
      references.append(0)
    }
    for range in readRanges {
      for g in granules(range) where reads[g] != index && points[Int(reads[g])].time <= end.time {
        release(reads[g])
        reads[g] = index
        references[Int(index)] += 1
      }
    }
    for range in writeRanges {
      for g in granules(range) where writes[g] != index {
        release(writes[g])
        writes[g] = index
        references[Int(index)] += 1
      }
    }
    if references[Int(index)] == 0 { free.append(index) }
  }

  private mutating func release(_ old: Int32) {
    if old == 0 { return }
    references[Int(old)] -= 1
    if references[Int(old)] == 0 { free.append(old) }
  }
}
