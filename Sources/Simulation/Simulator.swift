public import Hardware
public import Instructions

/// Runs programs on a machine.
public struct Simulator: Sendable {
  public var system: System
  public var engine: Engine
  public var schedule: Schedule
  /// Simulate channels that are in the same state and do the same only once. It changes no result.
  public var sharesChannels: Bool

  public init(
    _ system: System, engine: Engine = .event, schedule: Schedule = .serial, sharesChannels: Bool = true
  ) {
    self.system = system
    self.engine = engine
    self.schedule = schedule
    self.sharesChannels = sharesChannels
  }

  /// Runs a program to its end.
  ///
  /// - Parameters:
  ///   - program: its blocks, in order.
  ///   - commands: receives every command of every channel, by edge and then channel. Without it channels are shared.
  ///   - progress: called after each block.
  ///   - effort: called at the end by the `fast` engine.
  /// - Returns: times in picoseconds, and counters.
  public func run(
    _ program: inout some BlockSource, commands: ((IssuedCommand) -> Void)? = nil,
    progress: ((BlockLabel) -> Void)? = nil, effort: ((Effort) -> Void)? = nil
  ) throws -> SimulationResult {
    let collector = commands.map { CommandCollector(sink: $0) }
    let next = { try program.next() }
    return switch engine {
    case .stepped: try run(SteppedChannel.self, sharesChannels: false, collector, next, progress, nil)
    case .fast where collector == nil:
      try run(FastChannel.self, sharesChannels: sharesChannels, collector, next, progress, effort)
    case .event, .fast:
      try run(EventChannel.self, sharesChannels: sharesChannels, collector, next, progress, nil)
    }
  }

  /// Concrete in everything but the engine, so that it is specialised for each.
  private func run<Channel: ChannelEngine>(
    _ type: Channel.Type, sharesChannels: Bool, _ collector: CommandCollector?, _ next: () throws -> Block?,
    _ progress: ((BlockLabel) -> Void)?, _ effort: ((Effort) -> Void)?
  ) throws -> SimulationResult {
    var machine = Machine<Channel>(
      system, schedule: schedule, sharesChannels: sharesChannels, collector: collector)
    while let block = try next() {
      machine.run(block)
      progress?(block.label)
    }
    let result = machine.finish()
    effort?(machine.effort)
    return result
  }
}
