public import PIMHardware
public import PIMInstructions
public import PIMResults
public import PIMSimulation

/// Runs programs on a machine, with one of the engines.
public struct Simulator: Sendable {
  /// The machine that is simulated.
  public var system: System
  /// The engine. Every engine returns the same result; they differ in speed.
  public var engine: Engine
  /// The rule by which operators wait for each other.
  public var schedule: Schedule
  /// Channels in the same state with the same work are simulated once. The result is the same either way.
  public var sharesChannels: Bool
  /// The constants of the `fast` engine.
  @_spi(Ablation) public var settings = FastSettings()

  /// A simulator of a machine.
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
  ///   - program: the blocks, in order.
  ///   - commands: receives every command of every channel, by edge and then channel. If it is nil,
  ///     equivalent channels are simulated once.
  ///   - progress: called after each block.
  ///   - effort: called at the end by the `fast` engine.
  ///   - observer: receives the ends of blocks and the ASIC's functions, and commands in batches, for which
  ///     the engine `event` replaces `fast`.
  /// - Returns: times in picoseconds, and counters.
  /// - Throws: `SimulationError`, and every error of the program.
  public func run(
    _ program: inout some BlockSource, commands: ((IssuedCommand) -> Void)? = nil,
    progress: ((BlockLabel) -> Void)? = nil, effort: ((Effort) -> Void)? = nil,
    observer: RunObserver? = nil
  ) throws -> SimulationResult {
    let running = engine.running(
      handsOutCommands: commands != nil || observer?.commands != nil, isFromHost: program.isFromHost)
    if running == .fast {
      let next = { try program.nextSequence() }
      return try runFast(next, RunState(system, observer: observer, progress: progress), effort)
    }
    let exact = ExactSimulator(
      system, engine: running == .stepped ? .stepped : .event, schedule: schedule,
      sharesChannels: sharesChannels)
    return try exact.run(&program, commands: commands, progress: progress, observer: observer)
  }

  /// Runs the engine `fast`; blocks that do not repeat are left to `event`.
  private func runFast(
    _ next: () throws -> BlockSequence?, _ state: RunState, _ effort: ((Effort) -> Void)?
  ) throws -> SimulationResult {
    var machine = FastMachine(
      system, schedule: schedule, sharesChannels: sharesChannels, settings: settings, state)
    var atHand = try next().map { ($0, 0) }
    while let (sequence, first) = atHand {
      let rest = machine.run(sequence, from: first)
      try machine.state.checkTime(at: sequence.position)
      if let rest {
        atHand = try machine.runDirectly(sequence, from: rest, next)
      } else {
        atHand = try next().map { ($0, 0) }
      }
    }
    let result = machine.finish()
    effort?(machine.effort(of: result))
    return result
  }
}
