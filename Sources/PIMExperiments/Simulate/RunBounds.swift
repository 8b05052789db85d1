internal import PIMBounds
internal import PIMHardware
internal import PIMMapping
internal import PIMReports
internal import PIMWorkload

/// The lower bounds of a run, for the whole run and for each position on its own.
struct RunBounds {
  private let whole: Bound
  /// The bound of the machine, for every mapping, milliseconds.
  private let machine: Double
  /// The bound of each position, picoseconds, without refresh, which falls due with time and not with work.
  let positions: [Int64]
  /// The bound of the machine of each position, picoseconds, without refresh.
  let machinePositions: [Int64]
  /// Multiply-accumulates that the model needs, without padding.
  let usefulMACs: Int

  /// - Parameters:
  ///   - work: the work of each position under the mapping.
  ///   - positions: the simulated positions of the run.
  ///   - policy: the mapping.
  /// - Throws: `WorkloadError` if the run is longer than the model's context.
  init(
    _ counts: [WorkCounts], of model: ModelDescription, _ run: RunDescription, positions: Range<Int>,
    on system: System, _ policy: MappingPolicy
  ) throws {
    var work = Bound.Work()
    var bounds: [Int64] = []
    let delays = Bound.Delays(
      system,
      opensAhead: policy.rowOpening == .ahead || policy.operators.values.contains { $0.rowOpening == .ahead })
    for counts in counts {
      work.add(counts)
      var own = Bound.Work()
      own.add(counts)
      bounds.append(Int64(Bound(own, on: system, delays).withoutRefresh))
    }
    whole = Bound(work, on: system, delays)
    self.positions = bounds
    usefulMACs = work.macs
    var bound = try MachineBound(model, on: system, run: run)
    var total = RunBound()
    machinePositions = positions.map { position in
      let own = bound.position(position)
      total.add(own)
      return own.time
    }
    machine = Double(total.withRefresh(bound.refresh)) / 1e9
  }

  /// The bounds for reports: those of the mapping's work from the loosest to the tightest, then that of the
  /// machine.
  var all: [LowerBound] {
    whole.steps + [
      LowerBound(name: LowerBound.machineName, counts: "what no mapping avoids", milliseconds: machine)
    ]
  }
}
