internal import PIMBounds
internal import PIMConfiguration
internal import PIMExperiments
internal import PIMInstructions
internal import PIMMapping
internal import PIMWorkload

/// Lower bounds of the cost of all points behind a prefix.
///
/// A bound never depends on results of runs: it follows from the model, the machine and the choices that are
/// made. Behind `schedule: serial` it is the sum of what channels and ASIC do, elsewhere what no mapping
/// avoids (docs/bounds.md).
package struct TuningBound: Sendable {
  private let space: Space
  private let objective: Objective
  /// The least latency of any mapping, and of any under the serial schedule, picoseconds.
  package let latency: (any: Int64, serial: Int64)
  /// The least energy, yoctojoules.
  package let energy: Int128
  /// The index of the choice of the schedule; nil if the space does not choose it.
  private let schedule: Int?
  private let isSerialByItself: Bool

  /// - Throws: `WorkloadError` if the run is longer than the model's context.
  package init(_ tuning: Tuning) throws {
    let base = tuning.base
    (space, objective) = (tuning.space, tuning.objective)
    var bound = try MachineBound(base.model, on: base.system, run: base.run)
    var (whole, serial) = (RunBound(), Int64(0))
    for position in tuning.positions {
      let own = bound.position(position)
      whole.add(own)
      serial += max(own.time, own.serialTime)
    }
    let least = whole.withRefresh(bound.refresh)
    latency = (least, max(least, serial))
    energy = EnergyBound.yoctojoules(base, positions: tuning.positions, latency: least)
    schedule = space.choices.firstIndex { "\($0.path)" == "schedule" }
    isSerialByItself = base.policy.schedule == .serial
  }

  /// The least latency, picoseconds, and energy, yoctojoules, of the points behind a prefix.
  package func least(behind prefix: Prefix) -> (latency: Int64, energy: Int128) {
    (isSerial(prefix) ? latency.serial : latency.any, energy)
  }

  /// The bound of the points behind a prefix.
  package func cost(behind prefix: Prefix) -> Cost {
    let least = least(behind: prefix)
    return objective.cost(latency: least.latency, energy: least.energy)
  }

  /// True if all points behind a prefix are serial.
  private func isSerial(_ prefix: Prefix) -> Bool {
    guard let schedule else { return isSerialByItself }
    guard prefix.count > schedule, prefix[schedule] != Space.absent else { return false }
    return space.choices[schedule].labels[prefix[schedule]] == "serial"
  }
}
