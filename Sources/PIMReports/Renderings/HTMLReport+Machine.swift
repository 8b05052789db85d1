internal import PIMEnergy
internal import PIMHardware
internal import PIMResults

extension HTMLReport {
  // MARK: Energy

  mutating func writeEnergy() {
    let energy = measurement.energy
    page.element("h2", "Where the energy goes")
    let modelled = EnergyComponent.allCases.filter { energy.ledger[$0] != nil }
    let largest = modelled.compactMap { energy.share($0) }.max() ?? 0
    let unit = measurement.energyUnit
    var words = "Energy by component, \(energy.model.accounting.rawValue) accounting"
    if let power = energy.averagePower {
      words +=
        "; average power \(NumberText.power(power)), energy-delay product \(NumberText.significant(energy.energyDelayProduct * 1e3)) mJ s"
    }
    let missing = energy.model.notModelled
    if !missing.isEmpty {
      words += ". Not modelled, for want of values in the system's file: "
      words += missing.map { "\($0.component.title) (\($0.missing.joined(separator: ", ")))" }.joined(
        separator: "; ")
    }
    table(words + ".", [("component", ""), (unit.name, "n"), ("share", "n"), ("", "bar")]) { body in
      for component in modelled {
        let share = energy.share(component) ?? 0
        body.element("tr") { row in
          row.element("th", ["scope": "row"], component.title)
          row.element(
            "td", ["class": "n"], NumberText.fixed((energy.joules(component) ?? 0) / unit.joules, 3))
          row.element("td", ["class": "n"], NumberText.percent(share))
          row.element("td", ["class": "bar"]) {
            Chart.strip(
              [(component.group.rawValue, largest > 0 ? share / largest : 0)],
              label: NumberText.percent(share),
              to: &$0)
          }
        }
      }
      body.row(
        [
          ("total", ""), (NumberText.fixed(energy.joules / unit.joules, 3), "n"),
          (NumberText.percent(energy.joules == 0 ? 0 : 1), "n"), ("", "bar"),
        ], isTotal: true)
    }
  }

  // MARK: Channels, rows, commands

  mutating func writeMachine() {
    page.element("h2", "Channels, banks and rows")
    writeUtilisation()
    writeRows()
    writeCommands()
  }

  private mutating func writeUtilisation() {
    let measurement = measurement
    let channels = measurement.utilisation
    let asic = NumberText.percent(measurement.share(result.work.asicBusy))
    table(
      "Use of each channel, as shares of the run's time: its MAC units at work (all banks of a channel together), at least one row open, its command bus, its link. The ASIC is busy \(asic) of the time.",
      [
        ("channel", ""), ("MAC units", "n"), ("row open", "n"), ("bus", "n"), ("link", "n"),
      ]
    ) { body in
      for use in channels {
        body.element("tr") { row in
          row.element("th", ["scope": "row"], "\(use.channel)")
          for (style, share) in [
            ("mac", use.macUnits), ("rows", use.rowOpen), ("other", use.bus), ("transfer", use.link),
          ] {
            row.element("td", ["class": "n"]) { cell in
              cell.element("div", ["class": "meter"]) { meter in
                meter.element("span", NumberText.percent(share))
                Chart.strip(
                  [(style, share)], isOfWhole: true, label: NumberText.percent(share), to: &meter)
              }
            }
          }
        }
      }
    }
  }

  private mutating func writeRows() {
    let measurement = measurement
    table(
      "Column accesses that found their row open.",
      [("accesses of", ""), ("accesses", "n"), ("hits", "n"), ("hit rate", "n"), ("", "bar")]
    ) { body in
      for (title, hits) in measurement.rowHitsByCommand {
        guard let rate = hits.rate else { continue }
        let text = NumberText.fixed(rate * 100, 2) + " %"
        body.element("tr", title == "all columns" ? ["class": "total"] : [:]) { row in
          row.element("th", ["scope": "row"], title)
          row.element("td", ["class": "n"], NumberText.count(hits.accesses))
          row.element("td", ["class": "n"], NumberText.count(hits.hits))
          row.element("td", ["class": "n"], text)
          row.element("td", ["class": "bar"]) {
            Chart.strip([("rows", rate)], isOfWhole: true, label: text, to: &$0)
          }
        }
      }
    }
  }

  private mutating func writeCommands() {
    let measurement = measurement
    let channels = measurement.result.channels
    let bytes = measurement.linkBytes(measurement.commands)
    table(
      "Commands. \(NumberText.bytes(bytes.toChannel)) went over the links to the channels and \(NumberText.bytes(bytes.fromChannel)) from them; \(NumberText.count(measurement.result.work.channelInstructions)) channel and \(NumberText.count(measurement.result.work.asicInstructions)) ASIC instructions in \(NumberText.count(measurement.result.blocks)) blocks.",
      [("command", ""), ("all channels", "n"), ("least in a channel", "n"), ("most in a channel", "n")]
    ) { body in
      for command in Command.allCases where measurement.commands[command] != 0 {
        let counts = channels.map { $0.commands[command] }
        body.row([
          (command.mnemonic, ""), (NumberText.count(measurement.commands[command]), "n"),
          (NumberText.count(counts.min() ?? 0), "n"), (NumberText.count(counts.max() ?? 0), "n"),
        ])
      }
      let totals = channels.map(\.commands.total)
      body.row(
        [
          ("total", ""), (NumberText.count(measurement.commands.total), "n"),
          (NumberText.count(totals.min() ?? 0), "n"), (NumberText.count(totals.max() ?? 0), "n"),
        ], isTotal: true)
    }
  }
}

extension EnergyComponent {
  /// The group of causes that shares the component's colour.
  fileprivate var group: CauseGroup {
    switch self {
    case .arrayAccess, .macUnits: .mac
    case .activation, .backgroundActive, .backgroundPrecharged: .rows
    case .read, .write, .globalBuffer, .linkToChannels, .linkFromChannels: .transfer
    case .refresh: .refresh
    case .asicDynamic, .asicStatic: .asic
    }
  }
}

extension RunMeasurement {
  /// The shares of the latency for which units of a channel are busy.
  struct Utilisation {
    var channel: Int
    /// MAC units; an all-bank MAC counts 1, a single-bank MAC one over the number of banks.
    var macUnits: Double
    /// Time with at least one open row.
    var rowOpen: Double
    /// Command clock cycles with a command.
    var bus: Double
    var link: Double
  }

  var utilisation: [Utilisation] {
    let cycles = Double(max(1, result.channelCycles(on: system)))
    return result.channels.enumerated().map { channel, counters in
      let all = Double(counters.commands[.MAC16]) * Double(system.repeatPicoseconds(.MAC16))
      let one = Double(counters.commands[.MAC]) * Double(system.repeatPicoseconds(.MAC))
      let macs = all + one / Double(system.organisation.banks)
      return Utilisation(
        channel: channel, macUnits: macs / Double(max(1, result.time)),
        rowOpen: Double(counters.openCycles) / cycles, bus: Double(counters.commands.total) / cycles,
        link: share(linkTime(counters.commands)))
    }
  }

  /// Row hits of each issued column command, and of all of them together.
  var rowHitsByCommand: [(title: String, hits: RowHits)] {
    let used = Command.allCases.filter { $0.role == .column && commands[$0] != 0 }
    return used.map { command in
      (command.mnemonic, RowHits(accesses: commands[command], hits: commands[command] - misses[command]))
    } + [("all columns", allRowHits)]
  }
}
