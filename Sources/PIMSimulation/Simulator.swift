public import PIMHardware
public import PIMInstructions

/// Runs programs on a machine.
public struct Simulator: Sendable {
  public var system: System
  public var engine: Engine
  public var schedule: Schedule
  /// Simulate channels that are in the same state and do the same only once. It changes no result.
  public var sharesChannels: Bool
  /// What the `fast` engine keeps at the most. It changes no result.
  var limits = MemoLimits()

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
  ///   - observer: is told when blocks end and what the ASIC does.
  /// - Returns: times in picoseconds, and counters.
  /// - Throws: `SimulationError`, and what the program throws.
  public func run(
    _ program: inout some BlockSource, commands: ((IssuedCommand) -> Void)? = nil,
    progress: ((BlockLabel) -> Void)? = nil, effort: ((Effort) -> Void)? = nil,
    observer: RunObserver? = nil
  ) throws -> SimulationResult {
    let collector = commands.map { CommandCollector(sink: $0) }
    if program.isFromHost {
      var cursor = BlockCursor()
      let next = { try cursor.next(from: &program) }
      return switch engine {
      case .stepped:
        try runHost(SteppedChannel.self, sharesChannels: false, collector, next, progress, observer)
      case .event, .fast:
        try runHost(EventChannel.self, sharesChannels: sharesChannels, collector, next, progress, observer)
      }
    }
    let next = { try program.nextSequence() }
    return switch engine {
    case .stepped:
      try run(SteppedChannel.self, sharesChannels: false, collector, next, progress, observer)
    case .fast where collector == nil:
      try runFast(next, progress, effort, observer)
    case .event, .fast:
      try run(EventChannel.self, sharesChannels: sharesChannels, collector, next, progress, observer)
    }
  }

  /// Concrete in everything but the engine, so that it is specialised for each.
  private func run<Channel: ChannelEngine>(
    _ type: Channel.Type, sharesChannels: Bool, _ collector: CommandCollector?,
    _ next: () throws -> BlockSequence?, _ progress: ((BlockLabel) -> Void)?, _ observer: RunObserver?
  ) throws -> SimulationResult {
    var machine = Machine<Channel>(
      system, schedule: schedule, sharesChannels: sharesChannels, collector: collector, limits: limits)
    (machine.progress, machine.observer) = (progress, observer)
    while let sequence = try next() {
      _ = machine.run(sequence)
      try machine.checkTime(at: sequence.position)
    }
    return machine.finish()
  }

  /// A program of a host, on channels that take accesses as they arrive.
  private func runHost<Channel: HostChannel>(
    _ type: Channel.Type, sharesChannels: Bool, _ collector: CommandCollector?,
    _ next: () throws -> Block?, _ progress: ((BlockLabel) -> Void)?, _ observer: RunObserver?
  ) throws -> SimulationResult {
    var machine = Machine<Channel>(
      system, schedule: .overlapped, sharesChannels: sharesChannels, collector: collector, limits: limits)
    (machine.progress, machine.observer) = (progress, observer)
    machine.beginHost()
    var last: BlockLabel?
    while let block = try next() {
      machine.runHost(block)
      try machine.checkTime(at: block.label.position)
      last = block.label
    }
    if let last { machine.endHost(last) }
    return machine.finish()
  }

  /// With the `fast` engine, but for what is left to `event` since nothing repeats.
  private func runFast(
    _ next: () throws -> BlockSequence?, _ progress: ((BlockLabel) -> Void)?, _ effort: ((Effort) -> Void)?,
    _ observer: RunObserver?
  ) throws -> SimulationResult {
    var machine = Machine<FastChannel>(
      system, schedule: schedule, sharesChannels: sharesChannels, collector: nil, limits: limits)
    (machine.progress, machine.observer) = (progress, observer)
    var atHand = try next().map { ($0, 0) }
    while let (sequence, first) = atHand {
      let rest = machine.run(sequence, from: first)
      try machine.checkTime(at: sequence.position)
      if let rest {
        atHand = try machine.goOnDirectly(with: sequence, from: rest, next)
      } else {
        atHand = try next().map { ($0, 0) }
      }
    }
    let result = machine.finish()
    effort?(machine.effort)
    return result
  }
}

/// Is told of a run as it goes, in picoseconds. The ASIC's functions are told only of runs that hand out their commands, since others skip
/// what has been seen before.
public struct RunObserver {
  /// A block, and the latest completion so far.
  public var block: (BlockLabel, _ end: Int64) -> Void
  /// An instruction of the ASIC.
  public var function: (Cause, _ start: Int64, _ end: Int64) -> Void

  public init(
    block: @escaping (BlockLabel, Int64) -> Void, function: @escaping (Cause, Int64, Int64) -> Void
  ) {
    self.block = block
    self.function = function
  }
}
