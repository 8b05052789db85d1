internal import PIMHardware
internal import PIMMapping
internal import PIMReports

/// Lower bounds of a run's latency, from loose to tight, for this placement and channels that execute their
/// instructions in order. Times are picoseconds over the whole run.
///
/// With the sums over all positions of the run: M multiply-accumulates, R rows that a bank must open for
/// them, G bursts into the global buffer of a channel:
/// - macs = M / (channels · banks · lanes) · tCCD
/// - rows = macs + R · min(tRP + tRCD, tRTP + tRP + tRCD − tCCD): what a row adds to the time between MACs
/// - refresh: the least T with T = rows + (⌊T / tREFI⌋ − 1) · tRFC. Every tREFI a refresh falls due, during
///   which a channel does nothing else; the last one may be unfinished, or owed, at the end of the run.
/// - links: as refresh, but from rows + G · tBurst, since a channel fills its buffer before it opens a row
///   and multiplies. Where rows are opened ahead, or the buffer is filled during a refresh, only the longer
///   of refresh and macs + G · tBurst.
///
/// On a machine whose channels have no MAC units, the ASIC multiplies while the links move its operands. With
/// L bursts over a channel's link, macs = M / multipliers · tASIC, no rows are opened for products, and links
/// is the longer of macs and the least T with T = L · tBurst + (⌊T / tREFI⌋ − 1) · tRFC.
struct Bound: Sendable, Hashable {
  /// The time of the multiply-accumulates.
  var macs: Double = 0
  /// The time of multiply-accumulates and row openings.
  var rows: Double = 0
  /// The time of multiply-accumulates, row openings and refresh.
  var refresh: Double = 0
  /// The time of multiply-accumulates, row openings, refresh and links: the tightest bound.
  var links: Double = 0
  /// links, without refresh, which falls due with
  /// time and not with work. Single positions are compared with this bound.
  var withoutRefresh: Double = 0

  /// Counts of work, summed over the positions of a run.
  struct Work {
    var macs = 0
    var rows = 0
    var buffer = 0
    var link = 0

    mutating func add(_ counts: WorkCounts) {
      macs += counts.usefulMACs
      // The first row may still be open from the work before.
      rows += max(0, counts.macRows - 1)
      buffer += counts.globalBufferBursts
      link += counts.linkBursts
    }
  }

  /// The delays of a machine that bound its work, in command clock cycles, determined once for all positions.
  struct Delays {
    /// The delay from one all-bank MAC to the next.
    let mac: Double
    /// What a change of the row adds to the delay between two MACs.
    let row: Double
    /// True if vectors take time besides rows and refreshes.
    let addsVectors: Bool

    /// - Parameter opensAhead: true if rows may be opened while vectors are written.
    init(_ system: System, opensAhead: Bool) {
      func delay(_ p: Command, _ f: Command) -> Double {
        let delays = system.rules.filter {
          $0.window == 1 && $0.preceding.contains(p) && $0.following.contains(f)
        }
        return Double(delays.map(\.delay).max() ?? 0)
      }
      mac = max(1, delay(.MAC16, .MAC16))
      let opening = delay(.PREA, .ACT16) + delay(.ACT16, .MAC16)
      row = min(opening, max(0, delay(.MAC16, .PREA) + opening - mac))
      let isBlocked =
        system.refresh.policy == .none || delay(.REFab, .WRGB) >= Double(system.refresh.durationCycles)
      let toVector = delay(.MAC16, .RDMAC16) + delay(.RDMAC16, .WRGB)
      addsVectors = !opensAhead && isBlocked && toVector + 1 >= mac + Double(system.link.burstCycles)
    }
  }

  init(_ work: Work, on system: System, _ delays: Delays) {
    let clock = Double(system.commandClockPicoseconds)
    let organisation = system.organisation
    guard system.hasMACUnits else {
      macs = Double(work.macs) / Double(system.asic.multipliers) * Double(system.asic.clockPicoseconds)
      (rows, refresh) = (macs, macs)
      let transfer = Double(work.link * system.link.burstCycles) * clock
      withoutRefresh = max(macs, transfer)
      links = max(macs, Bound.withRefresh(transfer, system.refresh, clock: clock))
      return
    }
    let parallel = Double(organisation.channels * organisation.banks * system.macUnit.lanes)
    macs = Double(work.macs) / parallel * delays.mac * clock
    rows = macs + Double(work.rows) * delays.row * clock
    refresh = Bound.withRefresh(rows, system.refresh, clock: clock)
    let vectors = Double(work.buffer * system.link.burstCycles) * clock
    withoutRefresh = delays.addsVectors ? rows + vectors : max(rows, macs + vectors)
    links =
      delays.addsVectors
      ? Bound.withRefresh(withoutRefresh, system.refresh, clock: clock) : max(refresh, withoutRefresh)
  }

  /// The bounds for reports, from the loosest to the tightest.
  var steps: [LowerBound] {
    [
      LowerBound(name: "macs", counts: "MACs", milliseconds: macs / 1e9),
      LowerBound(name: "rows", counts: "MACs, row openings", milliseconds: rows / 1e9),
      LowerBound(name: "refresh", counts: "MACs, row openings, refresh", milliseconds: refresh / 1e9),
      LowerBound(name: "links", counts: "MACs, row openings, refresh, links", milliseconds: links / 1e9),
    ]
  }

  /// The least time in which a channel does `work` and pays the refreshes that fall due meanwhile.
  private static func withRefresh(_ work: Double, _ refresh: System.Refresh, clock: Double) -> Double {
    if refresh.policy == .none { return work }
    let interval = Double(refresh.intervalCycles) * clock
    let duration = Double(refresh.durationCycles) * clock
    var time = work
    while true {
      let next = work + max(0, (time / interval).rounded(.down) - 1) * duration
      if next <= time { return time }
      time = next
    }
  }
}
