public import PIMEnergy
internal import PIMResults

extension RunMeasurement {
  /// The energy of a part of the machine.
  public struct PartEnergy: Sendable, Hashable {
    /// The channel with its banks, MAC units, global buffer and link, from 0; nil for the ASIC.
    public var channel: Int?
    /// The energy by component, yoctojoules.
    public var ledger: EnergyLedger

    /// `channel 3` or `ASIC`.
    public var name: String { channel.map { "channel \($0)" } ?? "ASIC" }
    /// `channel3` or `asic`.
    var key: String { channel.map { "channel\($0)" } ?? "asic" }
  }

  /// The energy by device part: the channels, then the ASIC. The parts sum to the run in every component.
  public var partEnergies: [PartEnergy] {
    let cycles = result.channelCycles(on: system)
    var parts = result.channels.enumerated().map { channel, counters in
      var activity = Activity()
      activity.commands = counters.commands
      activity.openCycles = counters.openCycles
      activity.closedCycles = cycles - counters.openCycles
      return PartEnergy(channel: channel, ledger: energy.model.ledger(of: activity))
    }
    var asic = Activity()
    asic.time = result.time
    asic.asicAdditions = result.work.asicAdditions
    asic.asicMultiplications = result.work.asicMultiplications
    parts.append(PartEnergy(channel: nil, ledger: energy.model.ledger(of: asic)))
    return parts
  }

  /// The table of energy by device part.
  var partText: String {
    let unit = energyUnit
    var table = TextTable([.left, .right, .right, .left])
    table.row("part", unit.name, "share", "most of it")
    for part in partEnergies {
      let joules = EnergyLedger.joules(part.ledger.total)
      let most = EnergyComponent.allCases.max { (part.ledger[$0] ?? 0) < (part.ledger[$1] ?? 0) }
      let share = most.map { Double(part.ledger[$0] ?? 0) / Double(max(1, part.ledger.total)) } ?? 0
      table.row(
        part.name, NumberText.fixed(joules / unit.joules, 3), NumberText.percent(energyShare(joules)),
        part.ledger.total > 0 ? "\(most?.title ?? "") \(NumberText.percent(share))" : "")
    }
    return "Where the energy goes, by device part\n\n" + table.text
  }
}
