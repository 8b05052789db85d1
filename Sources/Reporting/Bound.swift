internal import Hardware
internal import Mapping

/// What no mapping of this model on this machine can beat, step by step. Times are picoseconds over the whole run.
///
/// With the sums over all positions of the run: M multiply-accumulates, R rows a bank must open for them, G bursts into the global
/// buffer of a channel:
/// - macs = M / (channels · banks · lanes) · tCCD
/// - rows = macs + R · (tRP + tRCD)
/// - refresh = rows / (1 − tRFC / tREFI)
/// - links = (rows + G · tBurst) / (1 − tRFC / tREFI): a channel that carries out its instructions in order fills its buffer before
///   it multiplies.
public struct Bound: Sendable, Hashable {
  public var macs: Double = 0
  public var rows: Double = 0
  public var refresh: Double = 0
  public var links: Double = 0

  /// The counts summed over a run's positions.
  struct Work {
    var macs = 0
    var rows = 0
    var buffer = 0

    mutating func add(_ counts: WorkCounts) {
      macs += counts.usefulMACs
      // A row that is still open from the step before need not be opened again.
      rows += max(0, counts.macRows - 1)
      buffer += counts.globalBufferBursts
    }
  }

  init(_ work: Work, on system: System) {
    func delay(_ p: Command, _ f: Command) -> Double {
      let delays = system.rules.filter {
        $0.window == 1 && $0.preceding.contains(p) && $0.following.contains(f)
      }
      return Double(delays.map(\.delay).max() ?? 0)
    }
    let clock = Double(system.commandClockPicoseconds)
    let organisation = system.organisation
    let parallel = Double(organisation.channels * organisation.banks * system.macUnit.lanes)
    macs = Double(work.macs) / parallel * max(1, delay(.MAC16, .MAC16)) * clock
    rows = macs + Double(work.rows) * (delay(.PREA, .ACT16) + delay(.ACT16, .MAC16)) * clock
    let share =
      system.refresh.policy == .none
      ? 0 : Double(system.refresh.durationCycles) / Double(system.refresh.intervalCycles)
    refresh = rows / (1 - share)
    links = (rows + Double(work.buffer * system.link.burstCycles) * clock) / (1 - share)
  }
}
