internal import Configuration
internal import Hardware
internal import Instructions
internal import Mapping
public import Simulation

/// Everything that a simulation of an experiment found, with what is needed to judge it.
public struct SimulationReport {
  public let experiment: Experiment
  public let engine: Engine
  public let result: SimulationResult
  public let bound: Bound
  /// Positions that were run.
  public let positions: Range<Int>
  public let usefulMACs: Int

  /// Compiles and simulates.
  ///
  /// - Parameters:
  ///   - positions: a part of the run, or nil for all of it.
  ///   - commands: receives every command.
  ///   - progress: called after each block with the position it belongs to.
  public init(
    _ experiment: Experiment, engine: Engine = .event, positions: Range<Int>? = nil,
    commands: ((IssuedCommand) -> Void)? = nil, progress: ((Int) -> Void)? = nil
  ) throws {
    let compiled = try CompiledModel(
      experiment.model, on: experiment.system, policy: experiment.policy, run: experiment.run)
    var program = ModelProgram(compiled, positions: positions)
    let simulator = Simulator(experiment.system, engine: engine, schedule: experiment.policy.schedule)
    let result = try simulator.run(
      &program, commands: commands, progress: progress.map { report in { report($0.position) } })
    var work = Bound.Work()
    for position in program.positions { work.add(compiled.workCounts(position: position)) }
    self.experiment = experiment
    self.engine = engine
    self.result = result
    self.positions = program.positions
    bound = Bound(work, on: experiment.system)
    usefulMACs = work.macs
  }

  /// Commands of all channels.
  public var commands: CommandCounts {
    result.channels.reduce(into: CommandCounts()) { $0 += $1.commands }
  }

  /// Column commands of all channels that waited for their row.
  public var misses: CommandCounts {
    result.channels.reduce(into: CommandCounts()) { $0 += $1.misses }
  }

  /// Share of the MAC column accesses that found their row open; nil without any.
  public var macRowHitRate: Double? {
    let accesses = commands[.MAC16] + commands[.MAC]
    return accesses == 0 ? nil : 1 - Double(misses[.MAC16] + misses[.MAC]) / Double(accesses)
  }

  /// Useful multiply-accumulates as a share of what all MAC units could have done in the time.
  public var macUtilisation: Double { bound.macs / Double(max(1, result.time)) }

  /// Bytes over the links of all channels: to the channels and back.
  public var linkBytes: (toChannels: Int64, fromChannels: Int64) {
    let burst = Int64(experiment.system.organisation.burstBytes)
    var bytes: (toChannels: Int64, fromChannels: Int64) = (0, 0)
    for command in Command.allCases {
      switch command.linkUse {
      case .none: break
      case .toChannel: bytes.toChannels += commands[command] * burst
      case .fromChannel: bytes.fromChannels += commands[command] * burst
      }
    }
    return bytes
  }
}
