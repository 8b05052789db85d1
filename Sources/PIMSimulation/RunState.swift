package import PIMHardware
public import PIMInstructions
package import PIMResults

/// The state of a run without channels and scoreboard: critical path, ASIC, results, and accounts.
@usableFromInline package struct RunState {
  /// Periods of the command clock and of the ASIC's clock, picoseconds.
  @usableFromInline package let clock: Int64
  package let asicClock: Int64
  /// Cycles from a refresh to its completion.
  private let refreshCompletion: Int64

  /// The latest completion so far.
  package var frontier = PathPoint()
  /// The completion of the ASIC's last instruction.
  package var asicFree = PathPoint()
  /// The last SYNC, before which no later instruction starts.
  package var barrier = PathPoint()
  package var result = SimulationResult()
  package var accounts = Accounts()
  /// Receives the ASIC's instructions and the ends of blocks; may be nil.
  @usableFromInline package var observer: RunObserver?
  @usableFromInline package var progress: ((BlockLabel) -> Void)?

  package init(_ system: System, observer: RunObserver? = nil, progress: ((BlockLabel) -> Void)? = nil) {
    clock = system.commandClockPicoseconds
    asicClock = system.asic.clockPicoseconds
    refreshCompletion = Int64(system.completionCycles[Int(Command.REFab.rawValue)])
    (self.observer, self.progress) = (observer, progress)
  }

  /// The first edge of the command clock at or after a time.
  @inlinable @inline(__always)
  package func edge(of time: Int64) -> Int64 { (time + clock - 1) / clock }

  // MARK: Blocks

  @inlinable package var isWatched: Bool { progress != nil || observer != nil }

  /// Reports the end of a block to `progress` and `observer`.
  package func tell(_ label: BlockLabel) {
    progress?(label)
    observer?.block(label, frontier.time)
  }

  /// Books the blocks so far on their operator, and goes on with those of another, or with none.
  ///
  /// Under the serial schedule idle channels are refreshed up to the frontier first: that belongs to the
  /// blocks so far.
  package mutating func pass<Channel>(
    to owner: Accounts.Owner?, _ classes: inout ChannelClasses<Channel>, _ schedule: Schedule
  ) {
    let edge = schedule == .serial ? edge(of: frontier.time) : nil
    if let edge { classes.idle(until: edge - 1) }
    var activity = classes.activity(until: edge)
    activity.asicAdditions = result.work.asicAdditions
    activity.asicMultiplications = result.work.asicMultiplications
    accounts.pass(to: owner, at: frontier, activity)
  }

  /// Checks the run against `SimulationError.longestRun`. One check for each sequence of blocks is enough: a
  /// timing is at most a millisecond, so a sequence cannot overflow 64 bits.
  ///
  /// - Throws: a `SimulationError` for a longer run.
  package func checkTime(at position: Int) throws(SimulationError) {
    if frontier.time > SimulationError.longestRun { throw SimulationError(position: position) }
  }

  // MARK: ASIC

  /// Runs an instruction of the ASIC, from the next edge of the ASIC's clock at which the ASIC is free.
  ///
  /// - Parameter ready: the point at which its operands are ready.
  /// - Returns: the completion of the instruction.
  package mutating func run(_ work: ASICWork, cause: Cause, ready: PathPoint) -> PathPoint {
    if ready.time >= asicFree.time { asicFree = ready }
    let edge = (asicFree.time + asicClock - 1) / asicClock * asicClock
    let end = edge + work.cycles * asicClock
    asicFree.advance(to: edge, cause: .clockCrossing)
    asicFree.advance(to: end, cause: cause)
    observer?.function(
      IssuedFunction(
        cause: cause, start: edge, end: end, additions: work.additions,
        multiplications: work.multiplications))
    result.work.add(work, time: end - edge)
    return asicFree
  }

  // MARK: End

  /// Ends a run: pays the refreshes that are owed and closes the counters.
  package mutating func finish<Channel>(_ classes: inout ChannelClasses<Channel>) -> SimulationResult {
    accounts.close(at: frontier, into: &result)
    let (last, paid) = classes.payDebts(dueBy: edge(of: frontier.time), completion: refreshCompletion)
    result.time = max(frontier.time, (last ?? 0) * clock)
    result.debtTime = result.time - frontier.time
    result.debtPaid = paid
    result.causes = frontier.ledger
    result.causes[.refresh] += result.debtTime
    result.channels = classes.close(at: edge(of: result.time))
    result.setRemainder(clock: clock)
    return result
  }
}
