internal import PIMHardware
internal import PIMMapping

/// The lower bounds of a run, for the whole run and for each position on its own.
struct RunBounds {
  let whole: Bound
  /// The bound of each position, picoseconds, without refresh, which falls due with time and not with work.
  let positions: [Int64]
  /// Multiply-accumulates that the model needs, without padding.
  let usefulMACs: Int

  /// - Parameter positions: the work of each position.
  init(_ positions: [WorkCounts], on system: System) {
    var work = Bound.Work()
    var bounds: [Int64] = []
    let delays = Bound.Delays(system)
    for counts in positions {
      work.add(counts)
      var own = Bound.Work()
      own.add(counts)
      bounds.append(Int64(Bound(own, on: system, delays).withoutRefresh))
    }
    whole = Bound(work, on: system, delays)
    self.positions = bounds
    usefulMACs = work.macs
  }
}
