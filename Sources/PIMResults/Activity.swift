public import PIMHardware

/// The part of a run, or of a part of a run, that energy depends on. Activities add up.
@frozen public struct Activity: Sendable, Hashable {
  /// Commands, summed over the channels.
  public var commands = CommandCounts()
  /// Command clock cycles with at least one bank open, summed over the channels.
  public var openCycles: Int64 = 0
  /// Command clock cycles with all banks closed, summed over the channels.
  public var closedCycles: Int64 = 0
  /// Picoseconds.
  public var time: Int64 = 0
  /// Additions of the ASIC; comparisons and integer additions count as additions.
  public var asicAdditions: Int64 = 0
  /// Multiplications of the ASIC.
  public var asicMultiplications: Int64 = 0

  /// No activity.
  @inlinable public init() {}

  /// The activity of a run. The last clock cycle of each channel counts as a whole one, even if the ASIC's
  /// clock ends the run within it.
  public init(_ result: SimulationResult, on system: System) {
    self.init(result, clock: system.commandClockPicoseconds)
  }

  init(_ result: SimulationResult, clock: Int64) {
    commands = result.channels.reduce(into: CommandCounts()) { $0 += $1.commands }
    openCycles = result.channels.reduce(0) { $0 + $1.openCycles }
    let cycles = (result.time + clock - 1) / clock
    closedCycles = Int64(result.channels.count) * cycles - openCycles
    time = result.time
    asicAdditions = result.work.asicAdditions
    asicMultiplications = result.work.asicMultiplications
  }

  /// Bursts from the ASIC to channels; a burst that is partly masked or padding moves whole.
  public var burstsToChannels: Int64 { bursts(.toChannel) }
  /// Bursts from channels to the ASIC.
  public var burstsFromChannels: Int64 { bursts(.fromChannel) }

  private func bursts(_ use: Command.LinkUse) -> Int64 {
    Command.allCases.reduce(0) { $0 + ($1.linkUse == use ? commands[$1] : 0) }
  }

  /// Adds the difference of two activities.
  package mutating func add(_ after: Activity, since before: Activity) {
    commands.counts.add(after.commands.counts, since: before.commands.counts)
    openCycles += after.openCycles - before.openCycles
    closedCycles += after.closedCycles - before.closedCycles
    time += after.time - before.time
    asicAdditions += after.asicAdditions - before.asicAdditions
    asicMultiplications += after.asicMultiplications - before.asicMultiplications
  }

  /// Adds an activity.
  public static func += (a: inout Activity, b: Activity) { a.add(b, since: Activity()) }

  /// The sum of two activities.
  public static func + (a: Activity, b: Activity) -> Activity {
    var sum = a
    sum += b
    return sum
  }
}

extension SimulationResult {
  /// Command clock cycles of the run on each channel; the last one counts as a whole one.
  public func channelCycles(on system: System) -> Int64 {
    (time + system.commandClockPicoseconds - 1) / system.commandClockPicoseconds
  }
}
