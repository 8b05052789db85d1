internal import PIMConfiguration
internal import PIMHardware

extension SystemComparison {
  /// Organisation, bandwidths, peak performance and what else follows from a machine's description: a row for
  /// each that is not the same on all machines.
  static func derivedRows(_ machines: [MachineFigures]) -> [Row] {
    let shared = Command.allCases.filter { command in machines.allSatisfy { $0.system.has(command) } }
    let columns = machines.map { derived($0, besides: shared) }
    return columns[0].indices.compactMap { index in
      let values = columns.map { $0[index].value }
      if values.dropFirst().allSatisfy({ isSame(values[0], $0) }) { return nil }
      return Row(
        kind: .derived, name: columns[0][index].name, preceding: [], following: [], scope: nil, window: 1,
        values: values, weight: nil, isMinor: false)
    }
  }

  private static func isSame(_ a: Value?, _ b: Value?) -> Bool {
    switch (a, b) {
    case (.text(_, let a)?, .text(_, let b)?): a == b
    default: a == b
    }
  }

  /// The derived figures of a machine, in the order of the rows.
  ///
  /// - Parameter shared: the commands that all machines have; the others are named.
  private static func derived(_ machine: MachineFigures, besides shared: [Command]) -> [(
    name: String, value: Value?
  )] {
    let system = machine.system
    let (organisation, link) = (system.organisation, system.link)
    let others = Command.allCases.filter { system.has($0) && !shared.contains($0) }.map(\.mnemonic)
    let closing = Command.allCases.filter { system.has($0) && system.closesRow($0) }.map(\.mnemonic)
    let linkRate = system.linkBytesPerSecond
    return [
      ("channels", count(organisation.channels)),
      ("bank groups a channel", count(organisation.bankGroups)),
      ("banks a group", count(organisation.banksPerGroup)),
      ("rows a bank", count(organisation.rows)), ("row", bytes(organisation.rowBytes)),
      ("burst", bytes(organisation.burstBytes)),
      ("capacity", bytes(system.capacityBytes)),
      ("command clock", period(system.commandClockPicoseconds)),
      ("link of a channel", words("\(link.pins) pins at \(rate(link.bitsPerSecondPerPin))")),
      ("peak bandwidth of links", number(linkRate, "B/s", "\(NumberText.significant(linkRate / 1e9)) GB/s")),
      ("peak bandwidth of banks", bankBandwidth(system)), ("peak MACs", peakMACs(system)),
      (
        "global buffer", hasBuffer(system) ? bytes(system.globalBufferColumns * organisation.burstBytes) : nil
      ),
      ("lanes of a MAC unit", system.hasMACUnits ? count(system.macUnit.lanes) : nil),
      (
        "reading results clears them",
        system.hasMACUnits ? words(system.macUnit.readClears ? "yes" : "no") : nil
      ),
      ("refreshing", refreshing(system)), ("modes", modes(system)),
      ("commands besides", others.isEmpty ? nil : words(others.joined(separator: " "))),
      ("commands that close rows", closing.isEmpty ? nil : words(closing.joined(separator: " "))),
    ] + asic(machine)
  }

  private static func asic(_ machine: MachineFigures) -> [(name: String, value: Value?)] {
    let (asic, areas) = (machine.system.asic, machine.system.area)
    return [
      ("ASIC clock", period(asic.clockPicoseconds)), ("ASIC adders", count(asic.adders)),
      ("ASIC multipliers", count(asic.multipliers)),
      ("ASIC adder's pipeline", count(asic.adderLatency)),
      ("ASIC multiplier's pipeline", count(asic.multiplierLatency)),
      ("ASIC SRAM", bytes(asic.sramBytes)), ("ASIC area", area(areas.asic)),
      ("DRAM area", area(areas.dram)), ("MAC units' area", area(areas.macUnits)),
      ("global buffers' area", area(areas.globalBuffers)), ("area of the machine", area(areas.total)),
    ]
  }

  private static func area(_ area: Area?) -> Value {
    guard let area else { return words("not known") }
    let size = area.squareMillimetres
    return number(size, "mm2", "\(RatioText.factor(.real(size))) mm²")
  }

  private static func hasBuffer(_ system: System) -> Bool {
    [Command.WRGB, .RDCP, .WRCP, .MAC, .MAC16].contains(where: system.has)
  }

  private static func bankBandwidth(_ system: System) -> Value? {
    system.bankBytesPerSecond.map { number($0, "B/s", "\(NumberText.significant($0 / 1e9)) GB/s") }
  }

  /// The multiply-accumulates a second while no row is opened: of all MAC units, or of the ASIC's
  /// multipliers.
  private static func peakMACs(_ system: System) -> Value {
    let organisation = system.organisation
    let rate =
      system.has(.MAC16)
      ? Double(organisation.channels * organisation.banks * system.macUnit.lanes)
        / Double(system.repeatPicoseconds(.MAC16)) * 1e12
      : Double(system.asic.multipliers) / Double(system.asic.clockPicoseconds) * 1e12
    return number(rate, "1/s", "\(NumberText.significant(rate / 1e9)) G/s")
  }

  /// The share of the time in which a channel refreshes.
  private static func refreshing(_ system: System) -> Value {
    let refresh = system.refresh
    if refresh.policy == .none { return number(0, "share", "never") }
    let share = Double(refresh.durationCycles) / Double(refresh.intervalCycles)
    return number(share, "share", "\(NumberText.fixed(share * 100, 2)) % of the time")
  }

  /// The modes of a channel. Which commands need which mode is a part of the meaning.
  private static func modes(_ system: System) -> Value? {
    if system.modeNames.isEmpty { return nil }
    let meaning = system.modeNames.indices.map { index in
      let commands = Command.allCases.filter { system.mode[Int($0.rawValue)] == UInt8(index) }
      return commands.map(\.mnemonic).joined(separator: " ")
    }
    return .text(system.modeNames.joined(separator: ", "), meaning: meaning.joined(separator: "; "))
  }

  // MARK: Values

  private static func number(_ value: Double, _ unit: String, _ text: String) -> Value {
    .number(value, unit: unit, text: text)
  }

  private static func count(_ value: Int) -> Value { number(Double(value), "1", NumberText.count(value)) }

  private static func bytes(_ value: Int) -> Value { number(Double(value), "B", NumberText.bytes(value)) }

  private static func period(_ picoseconds: Int64) -> Value {
    number(Double(picoseconds), "ps", nanoseconds(picoseconds))
  }

  private static func words(_ text: String) -> Value { .text(text, meaning: text) }

  private static func rate(_ bitsPerSecond: Int64) -> String {
    "\(DataRate(bitsPerSecond: bitsPerSecond))"
  }
}
