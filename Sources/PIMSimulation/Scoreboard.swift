internal import PIMInstructions

/// The last write and the latest read of every granule of ASIC SRAM (16 elements, 32 bytes), for which steps
/// wait under the overlapped schedule.
@usableFromInline package struct OperandTracks: Sendable {
  /// Elements of a granule.
  package static let granule: Int32 = 16

  @usableFromInline package var writes: GranuleTrack
  @usableFromInline package var reads: GranuleTrack

  package init(sramBytes: Int) {
    writes = GranuleTrack(count: (sramBytes / 2 + Int(Self.granule) - 1) / Int(Self.granule))
    reads = writes
  }

  /// The moment at which the operands of a step are ready and its results may be overwritten; at least
  /// `start`.
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

  /// Records the completion of a step with the operands.
  @inlinable
  package mutating func complete(_ operands: Operands, of list: OperandList, at end: Moment) {
    for i in operands.reads { reads.note(end, in: list.reads[i], notAfter: end.time) }
    for i in operands.writes { writes.note(end, in: list.writes[i], notAfter: .max) }
  }

  /// Records the completion of queued accesses of one channel. Other channels may complete the same operands
  /// later; of equal completions the first is kept.
  mutating func complete(_ queued: SRAMExtent, at end: Moment) {
    for run in queued.reads.runs { reads.note(end, in: run, notAfter: end.time - 1) }
    for run in queued.writes.runs { writes.note(end, in: run, notAfter: end.time - 1) }
  }

  /// Calls the body with the keys of all moments of granules.
  package func forEachKey(_ body: (Int64) -> Void) {
    writes.forEachKey(body)
    reads.forEachKey(body)
  }
}

/// The times of all operands in ASIC SRAM, with the path to each.
package struct Scoreboard {
  package var tracks: OperandTracks
  /// The completions of granules, by the key of their moment. The first is the start of the run.
  private var points = [PathPoint()]
  /// Keys without a granule.
  private var free: [Int64] = []

  package init(sramBytes: Int) { tracks = OperandTracks(sramBytes: sramBytes) }

  /// The point at which the operands of a step are ready and its results may be overwritten; at least
  /// `start`.
  func ready(_ operands: Operands, of list: OperandList, notBefore start: PathPoint) -> PathPoint {
    let moment = tracks.ready(operands, of: list, notBefore: Moment(time: start.time, key: -1))
    return moment.key < 0 ? start : points[Int(moment.key)]
  }

  /// Records the completion of a step with the operands.
  mutating func complete(_ operands: Operands, of list: OperandList, at end: PathPoint) {
    let moment = keep(end)
    tracks.complete(operands, of: list, at: moment)
  }

  /// Records the completion of the accesses in a channel's queue.
  mutating func complete(_ queued: SRAMExtent, at end: PathPoint) {
    let moment = keep(end)
    tracks.complete(queued, at: moment)
  }

  /// Stores a point and returns its moment. Its key is reused once no granule refers to it.
  package mutating func keep(_ point: PathPoint) -> Moment {
    if free.isEmpty { findFree() }
    let key = free.removeLast()
    points[Int(key)] = point
    return Moment(time: point.time, key: key)
  }

  /// Collects the keys without a granule, and adds keys so that the next search is far enough away.
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

  /// The path to a moment.
  package func point(of moment: Moment) -> PathPoint { points[Int(moment.key)] }
}
