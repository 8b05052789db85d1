internal import PIMEnergy
internal import PIMHardware
internal import PIMInstructions
internal import PIMResults
internal import PIMSimulation

// Sections of a text report that depend on the measurement alone.
extension RunMeasurement {
  /// The table of operators, with their share of the latency and their largest causes.
  var operatorText: String {
    let unit = energyUnit
    let hasEnergy = energy.division != nil
    var table = TextTable([.left, .right, .right] + (hasEnergy ? [.right, .right] : []) + [.left, .left])
    func row(_ title: String, _ time: Int64, _ energy: Int128?, _ rest: String...) {
      let own = energy.map { Double($0) / 1e24 }
      let cells = own.map {
        [NumberText.fixed($0 / unit.joules, 3), NumberText.percent(energyShare($0))]
      }
      table.row(
        [title, milliseconds(time), NumberText.percent(share(time))]
          + (hasEnergy ? cells ?? ["", ""] : []) + rest)
    }
    table.row(
      ["operator", "ms", "share"] + (hasEnergy ? [unit.name, "share"] : []) + ["", "most of the time"])
    let operators = operatorShares
    let largest = operators.map(\.causes.total).max() ?? 0
    for own in operators {
      row(
        own.kind.title, own.causes.total, own.energy, NumberText.bar(own.causes.total, of: largest),
        Self.main(own.causes))
    }
    if let rest = remainderTitle {
      row(
        rest, result.debtTime, energy.division?.remainder.total, NumberText.bar(result.debtTime, of: largest),
        result.debtTime == 0 ? "" : "refresh 100 %")
    }
    row("total", result.time, energy.ledger.total)
    return "Where the time goes, by operator\n\n" + table.text
  }

  /// Time and energy of an operator in all layers.
  struct OperatorShare {
    var kind: OperatorKind
    var causes: Ledger
    /// Yoctojoules; nil if it is not known.
    var energy: Int128?
  }

  /// The operators that take time or energy.
  var operatorShares: [OperatorShare] {
    OperatorKind.allCases.map { kind in
      OperatorShare(
        kind: kind, causes: result.operators[kind.index],
        energy: energy.division?.operators[kind.index].total)
    }.filter { $0.causes.total != 0 || $0.energy ?? 0 != 0 }
  }

  /// The name of the time and the energy of no operator; nil if both are too little to be shown.
  var remainderTitle: String? {
    if result.debtTime != 0 { return "refreshes owed" }
    let joules = Double(energy.division?.remainder.total ?? 0) / 1e24
    return joules / energyUnit.joules >= 0.0005 ? "idle to the end" : nil
  }

  /// The share of an energy in that of the run, 0 to 1.
  func energyShare(_ joules: Double) -> Double { energy.joules == 0 ? 0 : joules / energy.joules }

  /// The largest causes of a ledger, up to three.
  private static func main(_ ledger: Ledger) -> String {
    let total = Double(ledger.total)
    let order = Cause.allCases.sorted { (ledger[$1], $0.rawValue) < (ledger[$0], $1.rawValue) }
    return order.prefix(3).filter { Double(ledger[$0]) >= total / 100 }
      .map { "\($0.title) \(NumberText.fixed(Double(ledger[$0]) / total * 100, 0)) %" }.joined(
        separator: ", ")
  }

  var causeText: String {
    var table = TextTable([.left, .right, .right, .left])
    table.row("waiting for", "ms", "share")
    let largest = Cause.allCases.map { result.causes[$0] }.max() ?? 0
    for cause in Cause.allCases where result.causes[cause] != 0 {
      let time = result.causes[cause]
      table.row(
        cause.title, milliseconds(time), NumberText.percent(share(time)), NumberText.bar(time, of: largest))
    }
    table.row("total", milliseconds(result.time), NumberText.percent(share(result.time)))
    return "Where the time goes, by cause\n\n" + table.text
  }

  var layerText: String {
    let unit = energyUnit
    let energies = energy.division?.layers
    var table = TextTable([.left, .right, .right] + (energies == nil ? [] : [.right, .right]) + [.left])
    table.row(
      ["layer", "ms", "share"] + (energies == nil ? [] : [unit.name, "share"]) + ["most of the time"])
    for (index, ledger) in result.layers.enumerated() where index > 0 || hasShare(row: 0) {
      let own = energies.map { EnergyLedger.joules($0[index].reduce(0, +)) }
      let cells = own.map {
        [NumberText.fixed($0 / unit.joules, 3), NumberText.percent(energyShare($0))]
      }
      table.row(
        [
          index == 0 ? "outside the layers" : "\(index - 1)", milliseconds(ledger.total),
          NumberText.percent(share(ledger.total)),
        ] + (cells ?? []) + [Self.main(ledger)])
    }
    return "Where the time goes, by layer\n\n" + table.text
  }

  /// The table of counters.
  ///
  /// - Parameter macs: lines about the MAC units, placed first.
  func machineText(_ macs: [[String]] = []) -> String {
    var table = TextTable([.left, .right, .left])
    for row in macs { table.row(row) }
    for (title, hits) in [("row hits, MAC columns", macRowHits), ("row hits, all columns", allRowHits)] {
      guard let rate = hits.rate else { continue }
      table.row(
        title, NumberText.fixed(rate * 100, 2) + " %", "of \(NumberText.count(hits.accesses)) accesses")
    }
    let bytes = linkBytes(commands)
    let busiest = result.channels.map { linkTime($0.commands) }.max() ?? 0
    table.row("link traffic to channels", NumberText.bytes(bytes.toChannel))
    table.row(
      "link traffic to ASIC", NumberText.bytes(bytes.fromChannel),
      "busiest link busy \(NumberText.percent(share(busiest)))")
    table.row(
      "ASIC busy", NumberText.percent(share(result.work.asicBusy)),
      "\(NumberText.count(result.work.asicInstructions)) instructions")
    table.row(
      "channel instructions", NumberText.count(result.work.channelInstructions),
      "in \(NumberText.count(result.blocks)) blocks")
    if system.refresh.policy != .none || commands[.REFab] != 0 {
      let paid = result.debtPaid
      table.row(
        "refreshes", NumberText.count(commands[.REFab] + commands[.REFpb]),
        "\(system.refresh.policy.rawValue); at most \(largestDebt) owed, \(NumberText.count(paid)) paid after the work"
      )
    }
    return "Machine\n\n" + table.text
  }

  /// The table of issued commands.
  ///
  /// - Parameter byChannel: adds a column for every channel.
  func commandText(byChannel: Bool) -> String {
    let channels = byChannel ? result.channels : []
    var table = TextTable([.left] + Array(repeating: .right, count: 1 + channels.count))
    if byChannel { table.row(["command", "total"] + channels.indices.map { "channel \($0)" }) }
    for command in Command.allCases where commands[command] != 0 {
      table.row(
        [command.mnemonic, NumberText.count(commands[command])]
          + channels.map { NumberText.count($0.commands[command]) })
    }
    table.row(
      ["total", NumberText.count(commands.total)] + channels.map { NumberText.count($0.commands.total) })
    return (byChannel ? "Commands\n\n" : "Commands, all channels\n\n") + table.text
  }

  /// The table of times by position: the first, the last, and some between.
  var positionText: String {
    let tokens = result.tokens
    let eighths = [0, 1, 2, 4, 6, 8].map { max(0, tokens.count * $0 / 8 - 1) }
    let chosen = tokens.count <= 8 ? Array(tokens.indices) : eighths
    let slowest = tokens.map(\.time).max() ?? 0
    let digits = slowest < 1_000_000_000 ? 6 : 3
    var table = TextTable([.right, .right, .left])
    table.row("position", "ms")
    for index in chosen {
      let token = tokens[index]
      table.row(
        NumberText.count(token.position), NumberText.fixed(Double(token.time) / 1e9, digits),
        NumberText.bar(token.time, of: slowest))
    }
    return "Time of a token, by position\n\n" + table.text
  }

  /// The time in milliseconds, to a microsecond, or to a nanosecond for a short run.
  func milliseconds(_ picoseconds: Int64) -> String {
    NumberText.fixed(Double(picoseconds) / 1e9, result.time < 10_000_000_000 ? 6 : 3)
  }

  /// The organisation in short: `8 channels x 16 banks`.
  var shapeText: String {
    "\(system.organisation.channels) channels x \(system.organisation.banks) banks"
  }
}
