public import PIMEnergy
public import PIMFastForward
public import PIMHardware
public import PIMInstructions
public import PIMSimulation

/// The counters, times and energies of a simulation of an experiment or a trace, and the rates that follow.
public struct RunMeasurement: Sendable {
  /// The machine.
  public let system: System
  /// The engine that ran.
  public let engine: Engine
  /// The schedule of blocks.
  public let schedule: Schedule
  /// Times in picoseconds, and counters.
  public let result: SimulationResult
  /// Commands of all channels.
  public let commands: CommandCounts
  /// Column commands of all channels that waited for their row.
  public let misses: CommandCounts
  /// The energy by component, yoctojoules.
  public let energy: EnergyAccount

  /// - Throws: `EnergyMismatch` if the two ways to the energy disagree.
  package init(system: System, engine: Engine, schedule: Schedule, result: SimulationResult)
    throws(EnergyMismatch)
  {
    self.system = system
    self.engine = engine
    self.schedule = schedule
    self.result = result
    commands = result.channels.reduce(into: CommandCounts()) { $0 += $1.commands }
    misses = result.channels.reduce(into: CommandCounts()) { $0 += $1.misses }
    energy = try EnergyAccount(result, on: system)
  }

  /// A measurement whose energy is known already: read from a report.
  init(system: System, engine: Engine, schedule: Schedule, result: SimulationResult, energy: EnergyAccount) {
    self.system = system
    self.engine = engine
    self.schedule = schedule
    self.result = result
    commands = result.channels.reduce(into: CommandCounts()) { $0 += $1.commands }
    misses = result.channels.reduce(into: CommandCounts()) { $0 += $1.misses }
    self.energy = energy
  }

  /// Column accesses, and how many of them found their row open.
  public struct RowHits: Sendable, Hashable {
    /// All column accesses.
    public var accesses: Int64
    /// Column accesses that found their row open.
    public var hits: Int64
    /// nil without any access.
    public var rate: Double? { accesses == 0 ? nil : Double(hits) / Double(accesses) }
  }

  /// Row hits of the MAC column accesses: of the vector–matrix products.
  public var macRowHits: RowHits { rowHits { $0 == .MAC || $0 == .MAC16 } }

  /// Row hits of all column accesses.
  public var allRowHits: RowHits { rowHits { $0.role == .column } }

  private func rowHits(_ counts: (Command) -> Bool) -> RowHits {
    var hits = RowHits(accesses: 0, hits: 0)
    for command in Command.allCases where counts(command) {
      hits.accesses += commands[command]
      hits.hits += commands[command] - misses[command]
    }
    return hits
  }

  /// Products of the MAC column accesses, padding included: all lanes of each bank that takes part.
  public var issuedMACs: Int64 {
    Int64(system.macUnit.lanes) * (commands[.MAC16] * Int64(system.organisation.banks) + commands[.MAC])
  }

  /// Bytes over a channel's link, or over all of them.
  public struct LinkBytes: Sendable, Hashable {
    /// Bytes from the ASIC to channels.
    public var toChannel: Int64 = 0
    /// Bytes from channels to the ASIC.
    public var fromChannel: Int64 = 0
    /// Bytes in both directions.
    public var total: Int64 { toChannel + fromChannel }
  }

  /// The bytes that commands move over links.
  public func linkBytes(_ counts: CommandCounts) -> LinkBytes {
    let burst = Int64(system.organisation.burstBytes)
    var bytes = LinkBytes()
    for command in Command.allCases {
      switch command.linkUse {
      case .none: break
      case .toChannel: bytes.toChannel += counts[command] * burst
      case .fromChannel: bytes.fromChannel += counts[command] * burst
      }
    }
    return bytes
  }

  /// A share of the time of the run; 0 where it took none.
  public func share(_ picoseconds: Int64) -> Double {
    result.time == 0 ? 0 : Double(picoseconds) / Double(result.time)
  }

  /// Time in which a channel's link is busy.
  public func linkTime(_ counts: CommandCounts) -> Int64 {
    let bursts = linkBytes(counts).total / Int64(system.organisation.burstBytes)
    return bursts * Int64(system.link.burstCycles) * system.commandClockPicoseconds
  }
}
