public import PIMEnergy
public import PIMFastForward
public import PIMHardware
public import PIMInstructions
public import PIMResults

/// The counters, times and energies of a simulated experiment or trace, and the rates derived from them.
public struct RunMeasurement: Sendable {
  /// The simulated machine.
  public let system: System
  /// The engine that simulated.
  public let engine: Engine
  /// The schedule of blocks.
  public let schedule: Schedule
  /// Times in picoseconds, and counters.
  public let result: SimulationResult
  /// The numbers of commands, summed over all channels.
  public let commands: CommandCounts
  /// The numbers of column commands that had to wait for their row, summed over all channels.
  public let misses: CommandCounts
  /// The energy by component, yoctojoules.
  public let energy: EnergyAccount
  /// The power over time; nil if it was not asked for.
  public private(set) var power: PowerRecord?

  /// - Throws: `EnergyMismatch` if the two computations of the energy disagree.
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

  /// A measurement with a known energy, read from a report.
  init(
    system: System, engine: Engine, schedule: Schedule, result: SimulationResult, energy: EnergyAccount,
    power: PowerRecord?
  ) {
    self.system = system
    self.engine = engine
    self.schedule = schedule
    self.result = result
    commands = result.channels.reduce(into: CommandCounts()) { $0 += $1.commands }
    misses = result.channels.reduce(into: CommandCounts()) { $0 += $1.misses }
    self.energy = energy
    self.power = power
  }

  /// Sets the power over time.
  ///
  /// - Throws: `PowerMismatch` if it does not sum to the energy of the run.
  package mutating func setPower(_ profile: PowerProfile) throws(PowerMismatch) {
    try profile.check(energy.ledger)
    power = PowerRecord(profile)
  }

  /// Column accesses, and the row hits among them.
  public struct RowHits: Sendable, Hashable {
    /// All column accesses.
    public var accesses: Int64
    /// Column accesses that found their row open.
    public var hits: Int64

    package init(accesses: Int64, hits: Int64) { (self.accesses, self.hits) = (accesses, hits) }

    /// nil without any access.
    public var rate: Double? { accesses == 0 ? nil : Double(hits) / Double(accesses) }
  }

  /// Row hits of the MAC column accesses, which belong to the vector–matrix products.
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

  /// Multiply-accumulates issued by the MAC commands, padding included: all lanes of each active bank.
  public var issuedMACs: Int64 {
    Int64(system.macUnit.lanes) * (commands[.MAC16] * Int64(system.organisation.banks) + commands[.MAC])
  }

  /// The bytes moved over one link or over all links.
  public struct LinkBytes: Sendable, Hashable {
    /// Bytes from the ASIC to channels.
    public var toChannel: Int64 = 0
    /// Bytes from channels to the ASIC.
    public var fromChannel: Int64 = 0
    /// Bytes in both directions.
    public var total: Int64 { toChannel + fromChannel }
  }

  /// The bytes that the commands move over links.
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

  /// A time as a share of the run's latency; 0 if the latency is 0.
  public func share(_ picoseconds: Int64) -> Double {
    result.time == 0 ? 0 : Double(picoseconds) / Double(result.time)
  }

  /// The time for which the commands occupy a channel's link, picoseconds.
  public func linkTime(_ counts: CommandCounts) -> Int64 {
    let bursts = linkBytes(counts).total / Int64(system.organisation.burstBytes)
    return bursts * Int64(system.link.burstCycles) * system.commandClockPicoseconds
  }
}
