package import PIMHardware
package import PIMInstructions
package import PIMResults

/// Runs programs on a machine, command by command.
package struct ExactSimulator: Sendable {
  package enum Engine: Sendable {
    /// Advances edge by edge: the oracle. It simulates every channel on its own.
    case stepped
    /// Advances from command to command.
    case event
  }

  private let system: System
  private let engine: Engine
  private let schedule: Schedule
  private let sharesChannels: Bool

  package init(_ system: System, engine: Engine, schedule: Schedule, sharesChannels: Bool = true) {
    (self.system, self.engine, self.schedule) = (system, engine, schedule)
    self.sharesChannels = sharesChannels && engine != .stepped
  }

  /// Runs a program to its end.
  ///
  /// - Parameter commands: receives every command of every channel, by edge and then channel. If it is nil,
  ///   equivalent channels are simulated once, and `observer.commands` receives batches.
  /// - Throws: `SimulationError`, and every error of the program.
  package func run(
    _ program: inout some BlockSource, commands: ((IssuedCommand) -> Void)? = nil,
    progress: ((BlockLabel) -> Void)? = nil, observer: RunObserver? = nil
  ) throws -> SimulationResult {
    let collector =
      commands.map { CommandCollector(.one($0)) } ?? observer?.commands.map { CommandCollector(.batch($0)) }
    let state = RunState(system, observer: observer, progress: progress)
    if program.isFromHost {
      var cursor = BlockCursor()
      let next = { try cursor.next(from: &program) }
      return switch engine {
      case .stepped: try runHost(SteppedChannel.self, state, collector, next)
      case .event: try runHost(EventChannel.self, state, collector, next)
      }
    }
    let next = { try program.nextSequence() }
    return switch engine {
    case .stepped: try run(SteppedChannel.self, state, collector, next)
    case .event: try run(EventChannel.self, state, collector, next)
    }
  }

  /// Runs a program of the ASIC. The function is generic in the engine only, so it is specialised for each.
  private func run<Channel: ChannelEngine>(
    _ type: Channel.Type, _ state: RunState, _ collector: CommandCollector?,
    _ next: () throws -> BlockSequence?
  ) throws -> SimulationResult {
    var machine = Machine<Channel>(
      system, schedule: schedule, sharesChannels: sharesChannels, state, collector)
    while let sequence = try next() {
      _ = machine.run(sequence)
      try machine.state.checkTime(at: sequence.position)
    }
    return machine.finish()
  }

  /// Runs a program of a host on channels that queue accesses as they arrive.
  private func runHost<Channel: HostChannel>(
    _ type: Channel.Type, _ state: RunState, _ collector: CommandCollector?, _ next: () throws -> Block?
  ) throws -> SimulationResult {
    var machine = Machine<Channel>(
      system, schedule: .overlapped, sharesChannels: sharesChannels, state, collector)
    machine.beginHost()
    while let block = try next() {
      machine.runHost(block)
      try machine.state.checkTime(at: block.label.position)
    }
    machine.endHost()
    return machine.finish()
  }
}
