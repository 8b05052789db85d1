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
