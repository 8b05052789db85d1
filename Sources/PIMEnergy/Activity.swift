public import PIMHardware
public import PIMSimulation

/// What the energy of a stretch of work is computed from. Activities add up: that of a whole is the sum of
/// those of its parts.
public struct Activity: Sendable, Hashable {
  /// Commands, summed over the channels.
  public var commands = CommandCounts()
  /// Command clock cycles with at least one bank open, and with all banks closed, summed over the channels.
  public var openCycles: Int64 = 0
  public var closedCycles: Int64 = 0
  /// Picoseconds.
  public var time: Int64 = 0
  /// Operations of the ASIC; comparisons and integer additions count as additions.
  public var asicAdditions: Int64 = 0
  public var asicMultiplications: Int64 = 0

  public init() {}

  /// What happened in a run. The last clock cycle of each channel counts whole, even where the ASIC's clock
  /// ends the run within it.
  public init(_ result: SimulationResult, on system: System) {
    commands = result.channels.reduce(into: CommandCounts()) { $0 += $1.commands }
    openCycles = result.channels.reduce(0) { $0 + $1.openCycles }
    let cycles = result.channelCycles(on: system)
    closedCycles = result.channels.reduce(0) { $0 + cycles - $1.openCycles }
    time = result.time
    asicAdditions = result.work.asicAdditions
    asicMultiplications = result.work.asicMultiplications
  }

  /// Bursts over the links; a burst that is partly masked or padding moves whole.
  public var burstsToChannels: Int64 { bursts(.toChannel) }
  public var burstsFromChannels: Int64 { bursts(.fromChannel) }

  private func bursts(_ use: Command.LinkUse) -> Int64 {
    Command.allCases.reduce(0) { $0 + ($1.linkUse == use ? commands[$1] : 0) }
  }

  public static func += (a: inout Activity, b: Activity) {
    a.commands += b.commands
    a.openCycles += b.openCycles
    a.closedCycles += b.closedCycles
    a.time += b.time
    a.asicAdditions += b.asicAdditions
    a.asicMultiplications += b.asicMultiplications
  }

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
