internal import PIMConfiguration
internal import PIMHardware
internal import PIMResults

/// The energy of a run as mean power times duration: the mean power of each channel, of the links and of the
/// ASIC.
///
/// It shares no arithmetic with `EnergyModel`. It uses binary64 instead of integers, and the counters of each
/// channel instead of their sum. Under both accountings standby is a constant current, and commands add
/// currents above it. Both take the machine's constants from `System`, those of `DesignScale` among them.
struct PowerIntegral {
  private let system: System
  private let result: SimulationResult
  /// The commands of all channels. A component that lacks a constant for one command is left out for all.
  private let issued: CommandCounts

  init(of result: SimulationResult, on system: System) {
    self.system = system
    self.result = result
    issued = result.channels.reduce(into: CommandCounts()) { $0 += $1.commands }
  }

  /// The energy, in joules.
  var joules: Double {
    let clock = Double(system.commandClockPicoseconds) / 1e12
    let channelSeconds = Double(result.channelCycles(on: system)) * clock
    let seconds = Double(result.time) / 1e12
    guard seconds > 0 else { return 0 }
    let channels = result.channels.reduce(0.0) { $0 + watts(of: $1, seconds: channelSeconds, clock: clock) }
    return channels * channelSeconds + asicWatts(seconds) * seconds
  }

  /// The mean power of a channel and its link, in watts.
  private func watts(of counters: ChannelCounters, seconds: Double, clock: Double) -> Double {
    let e = system.electrical
    let volts = e.vdd.map { Double($0.microvolts) / 1e6 }
    func amperes(_ current: ElectricCurrent?) -> Double? { current.map { Double($0.microamperes) / 1e6 } }
    let (idd0, idd2n, idd3n) = (amperes(e.idd0), amperes(e.idd2n), amperes(e.idd3n))
    let open = Double(counters.openCycles) * clock / seconds
    var mean = 0.0
    if let idd3n { mean += idd3n * open }
    if let idd2n { mean += idd2n * (1 - open) }
    // Rows: IDD0 flows for tRC per bank opened.
    if let idd0, let cycle = system.rowCyclePicoseconds {
      let rows = Double(
        counters.commands[.ACT] + counters.commands[.ACT4] * Int64(system.organisation.banksPerGroup)
          + counters.commands[.ACT16] * Int64(system.organisation.banks))
      let rate = rows / seconds / 1e12
      if e.accounting == .gross {
        mean += idd0 * rate * Double(cycle)
      } else if let idd2n, let idd3n, let active = system.rowActivePicoseconds {
        mean += (idd0 * Double(cycle) - idd3n * Double(active) - idd2n * Double(cycle - active)) * rate
      }
    }
    let factor = e.allBankFactor?.value
    for component in [EnergyComponent.read, .write, .arrayAccess] {
      mean += columnAmperes(counters.commands, component, idd3n, factor) / seconds
    }
    if let idd5b = amperes(e.idd5b), issued[.REFpb] == 0, e.accounting == .gross || idd2n != nil {
      let duty = Double(counters.commands[.REFab]) * Double(system.refreshPicoseconds) / 1e12 / seconds
      mean += (idd5b - (idd2n ?? 0)) * duty
    }
    var watts = mean * (volts ?? 0)
    watts += macWatts(counters.commands, seconds) + bufferWatts(counters.commands, seconds)
    if let perBit = e.linkEnergy {
      let bursts = Command.allCases.reduce(Int64(0)) {
        $0 + ($1.linkUse == .none ? 0 : counters.commands[$1])
      }
      watts +=
        Double(perBit.attojoulesPerBit) / 1e18 * Double(bursts) * Double(8 * system.organisation.burstBytes)
        / seconds
    }
    return watts
  }

  /// The current above standby of a component's column accesses times their time, in ampere seconds; 0 if a
  /// constant is missing for any of them.
  private func columnAmperes(
    _ counts: CommandCounts, _ component: EnergyComponent, _ idd3n: Double?, _ factor: Double?
  ) -> Double {
    var sum = 0.0
    for command in Command.allCases
    where command.role == .column && issued[command] > 0 && command.access.component == component {
      let read = system.electrical.idd4r.map { Double($0.microamperes) / 1e6 }
      let write = system.electrical.idd4w.map { Double($0.microamperes) / 1e6 }
      let isAllBank = command.footprint == .all
      guard let current = command.access.isWrite ? write : read, !isAllBank || factor != nil,
        idd3n != nil || !isAllBank && system.electrical.accounting == .gross
      else { return 0 }
      let above = current - (idd3n ?? 0)
      let width = above > 0 ? system.columnScale(of: command).value : 1
      let multiple = (isAllBank && above > 0 ? factor ?? 0 : 1) * width
      sum += Double(counts[command]) * Double(system.accessPicoseconds(command)) / 1e12 * above * multiple
    }
    return sum
  }

  private func macWatts(_ counts: CommandCounts, _ seconds: Double) -> Double {
    guard let power = system.electrical.macPower, let factor = system.electrical.macRoutingFactor?.value
    else {
      return 0
    }
    let all = Double(counts[.MAC16]) * Double(system.repeatPicoseconds(.MAC16)) / 1e12
    let one = Double(counts[.MAC]) * Double(system.repeatPicoseconds(.MAC)) / 1e12
    let watts = Double(power.nanowatts) / 1e9 * factor * system.macPowerScale.value
    return watts * (all + one / Double(system.organisation.banks)) / seconds
  }

  private func bufferWatts(_ counts: CommandCounts, _ seconds: Double) -> Double {
    guard let write = system.electrical.bufferWriteEnergy, let read = system.electrical.bufferReadEnergy
    else { return 0 }
    let joules =
      Double(write.attojoules) / 1e18 * Double(counts[.WRGB] + counts[.RDCP])
      + Double(read.attojoules) / 1e18 * Double(counts[.MAC] + counts[.MAC16] + counts[.WRCP])
    return joules * system.bufferScale.value / seconds
  }

  /// The mean power of the ASIC, in watts: the static part, and the dynamic part times the utilisation of
  /// adders and multipliers.
  private func asicWatts(_ seconds: Double) -> Double {
    let e = system.electrical
    guard let power = e.asicPower, let share = e.asicStaticShare else { return 0 }
    let whole = Double(power.nanowatts) / 1e9
    let part = Double(share.billionths) / 1e9
    let rest = whole * part * system.asicStaticScale.value
    guard let ratio = e.asicMultiplyRatio?.value else { return rest }
    let capacity = Double(system.pricedAdders) + ratio * Double(system.pricedMultipliers)
    let work = Double(result.work.asicAdditions) + ratio * Double(result.work.asicMultiplications)
    let cycles = seconds / (Double(system.pricedClockPicoseconds) / 1e12)
    return rest + whole * (1 - part) * system.asicOperationScale.value * work / (capacity * cycles)
  }
}
