internal import PIMInstructions

/// The last write and the latest read of every granule of ASIC SRAM (16 elements, 32 bytes): what a step
/// waits for under the overlapped schedule.
@usableFromInline package struct OperandTracks: Sendable {
  /// Elements of a granule.
  package static let granule: Int32 = 16

  @usableFromInline package var writes: GranuleTrack
  @usableFromInline package var reads: GranuleTrack

  package init(sramBytes: Int) {
    writes = GranuleTrack(count: (sramBytes / 2 + Int(Self.granule) - 1) / Int(Self.granule))
    reads = writes
  }

  /// The moment at which all the operands of a step exist and its results may be overwritten.
  @inlinable
  package func ready(_ operands: Operands, of list: OperandList, notBefore start: Moment) -> Moment {
    var best = start
    for i in operands.reads { writes.findLater(in: list.reads[i], than: &best) }
    for i in operands.writes {
      writes.findLater(in: list.writes[i], than: &best)
      reads.findLater(in: list.writes[i], than: &best)
    }
    return best
  }

  /// Notes that a step with those operands completes at `end`.
  @inlinable
  package mutating func complete(_ operands: Operands, of list: OperandList, at end: Moment) {
    for i in operands.reads { reads.note(end, in: list.reads[i], notAfter: end.time) }
    for i in operands.writes { writes.note(end, in: list.writes[i], notAfter: .max) }
  }

  /// Notes that accesses of one channel complete at `end`, those of other channels with the same operands
  /// perhaps later; of equals the first counts.
  mutating func complete(_ queued: SRAMExtent, at end: Moment) {
    for run in queued.reads.runs { reads.note(end, in: run, notAfter: end.time - 1) }
    for run in queued.writes.runs { writes.note(end, in: run, notAfter: end.time - 1) }
  }

  /// Calls for the keys of all moments that granules refer to.
  package func forEachKey(_ body: (Int64) -> Void) {
    writes.forEachKey(body)
    reads.forEachKey(body)
  }
}

/// The times of all operands, with the path up to each: what waits for what in ASIC SRAM.
package struct Scoreboard {
  package var tracks: OperandTracks
  /// The completions that granules refer to, by the key of their moment. The first is the start of the run.
  private var points = [PathPoint()]
  /// Keys that no granule refers to.
  private var free: [Int64] = []

  package init(sramBytes: Int) { tracks = OperandTracks(sramBytes: sramBytes) }

  /// The point at which all the operands of a step exist and its results may be overwritten, or `start` if
  /// that is not earlier.
  func ready(_ operands: Operands, of list: OperandList, notBefore start: PathPoint) -> PathPoint {
    let moment = tracks.ready(operands, of: list, notBefore: Moment(time: start.time, key: -1))
    return moment.key < 0 ? start : points[Int(moment.key)]
  }

  /// Notes that a step with those operands completes at `end`.
  mutating func complete(_ operands: Operands, of list: OperandList, at end: PathPoint) {
    let moment = keep(end)
    tracks.complete(operands, of: list, at: moment)
  }

  /// Notes that the accesses in a channel's queue complete at `end`.
  mutating func complete(_ queued: SRAMExtent, at end: PathPoint) {
    let moment = keep(end)
    tracks.complete(queued, at: moment)
  }

  /// A moment at a point. Its key is used again when no granule refers to it.
  package mutating func keep(_ point: PathPoint) -> Moment {
    if free.isEmpty { findFree() }
    let key = free.removeLast()
    points[Int(key)] = point
    return Moment(time: point.time, key: key)
  }

  /// Collects the keys that no granule refers to, and makes room so that this is not asked for too often.
  private mutating func findFree() {
    var isUsed = Array(repeating: false, count: points.count)
    isUsed[0] = true
    tracks.forEachKey { isUsed[Int($0)] = true }
    for key in points.indices where !isUsed[key] { free.append(Int64(key)) }
    while free.count < 128 || 2 * free.count < points.count {
      free.append(Int64(points.count))
      points.append(PathPoint())
    }
  }

  /// The path up to a moment.
  package func point(of moment: Moment) -> PathPoint { points[Int(moment.key)] }
}
