public import PIMHardware
public import PIMSimulation

/// The counts and times that determine the energy of work. Activities add up: the activity of a whole is the
/// sum of the activities of its parts.
public struct Activity: Sendable, Hashable {
  /// Commands, summed over the channels.
  public var commands = CommandCounts()
  /// Command clock cycles with at least one bank open, summed over the channels.
  public var openCycles: Int64 = 0
  /// Command clock cycles with all banks closed, summed over the channels.
  public var closedCycles: Int64 = 0
  /// Duration, picoseconds.
  public var time: Int64 = 0
  /// Additions of the ASIC; comparisons and integer additions are included.
  public var asicAdditions: Int64 = 0
  /// Multiplications of the ASIC.
  public var asicMultiplications: Int64 = 0

  /// No activity: every count is 0.
  public init() {}

  /// The activity of a run. The last clock cycle of each channel counts whole, even where the ASIC's clock
  /// ends the run within that cycle.
  public init(_ result: SimulationResult, on system: System) {
    commands = result.channels.reduce(into: CommandCounts()) { $0 += $1.commands }
    openCycles = result.channels.reduce(0) { $0 + $1.openCycles }
    let cycles = result.channelCycles(on: system)
    closedCycles = result.channels.reduce(0) { $0 + cycles - $1.openCycles }
    time = result.time
    asicAdditions = result.work.asicAdditions
    asicMultiplications = result.work.asicMultiplications
  }

  /// Bursts over the links to the channels; a burst that is partly masked or padding counts whole.
  public var burstsToChannels: Int64 { bursts(.toChannel) }
  /// Bursts over the links from the channels; a burst that is partly dropped counts whole.
  public var burstsFromChannels: Int64 { bursts(.fromChannel) }

  private func bursts(_ use: Command.LinkUse) -> Int64 {
    Command.allCases.reduce(0) { $0 + ($1.linkUse == use ? commands[$1] : 0) }
  }

  /// Adds each count and the time of `b` to those of `a`.
  public static func += (a: inout Activity, b: Activity) {
    a.commands += b.commands
    a.openCycles += b.openCycles
    a.closedCycles += b.closedCycles
    a.time += b.time
    a.asicAdditions += b.asicAdditions
    a.asicMultiplications += b.asicMultiplications
  }

  /// The sum of each count and of the time.
  public static func + (a: Activity, b: Activity) -> Activity {
    var sum = a
    sum += b
    return sum
  }
}

extension SimulationResult {
  /// Command clock cycles of the run on each channel, the last one whole.
  public func channelCycles(on system: System) -> Int64 {
    let (whole, rest) = time.quotientAndRemainder(dividingBy: system.commandClockPicoseconds)
    return rest == 0 ? whole : whole + 1
  }
}
