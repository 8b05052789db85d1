package import PIMConfiguration

extension System {
  /// Decodes the system of a resolved document.
  ///
  /// - Throws: an error at the first value that is unknown, missing, of the wrong type or unit, out of range,
  ///   or contradictory.
  package init(_ value: Value) throws(ConfigurationError) {
    var section = try value.section()
    let name = try section.text("name")
    _ = try section.text("description", default: "")

    var clockSection = try section.section("clock")
    let clock = try System.clock(&clockSection, "command")
    try clockSection.finish()

    let organisation = try System.organisation(&section)
    var electrical = try section.section("electrical")
    let currents = try Electrical(&electrical)
    try electrical.finish()
    let burstBits = Int64(organisation.burstBytes * 8)
    let link = try System.link(&section, burstBits: burstBits, clock: clock)

    var timingSection = try section.section("timing")
    var timings = try TimingTable(&timingSection, clock: clock)
    if timings.contains("nBL") {
      throw timingSection.error(
        timingSection.contains("nBL") ? "nBL" : "tBL", "follows from the link",
        expected: "link.pins and link.rate only: a burst takes \(link.burstCycles) clock cycles")
    }
    timings.append("nBL", link.burstCycles)

    let supported = try System.supportedCommands(&section)
    let rules = try System.rules(&section, &timings)
    let completion = try System.completion(&section, &timings)
    let refresh = try System.refresh(&section, &timings)
    let (modes, modeNames) = try System.modes(&section)
    try timings.checkUses()
    try timings.checkRelations()
    let closing = try System.closingCommands(&section)
    let traceMask = try System.traceMask(&section)

    let bufferColumns = try System.globalBuffer(&section, organisation, supported)
    let macUnit = try System.macUnit(&section, organisation, supported)
    let (asic, area) = try System.asic(&section)

    let (window, hostQueue) = try System.host(&section)
    let costs = try Costs(&section, supported)
    try section.finish()

    self.init(
      name: name, commandClockPicoseconds: clock.rawValue, organisation: organisation,
      timings: timings.timings,
      rules: rules, completionCycles: completion, supported: supported, mode: modes, closesRow: closing,
      modeNames: modeNames, refresh: refresh, macUnit: macUnit,
      globalBufferColumns: bufferColumns, link: link, asic: asic,
      electrical: currents,
      hostWindow: window, hostQueue: hostQueue, traceMask: traceMask)
    (statedASICArea, self.costs) = (area, costs)
    if let (command, reason) = missingCommand {
      throw section.error(
        "commands", "a command is missing", expected: "\(command.mnemonic) in the list: \(reason)")
    }
    try checkCurrents(electrical)
    try checkCosts(&section)
    guard refresh.policy == .none || refreshRoundCycles <= refresh.intervalCycles else {
      throw timingSection.error(
        timingSection.contains("nREFI") ? "nREFI" : "tREFI",
        "too short: a channel might do nothing but refresh",
        found: "\(refresh.intervalCycles) clock cycles",
        expected:
          "at least \(refreshRoundCycles): so long it may take to close the banks, to refresh, and to reach a column again"
      )
    }
  }

  /// Reads a clock between 1 MHz and 1 THz. With a slower clock the picoseconds of a long run would overflow.
  static func clock(_ section: inout Section, _ key: String) throws(ConfigurationError) -> Picoseconds {
    let period = try section.clockPeriod(key)
    guard period <= Picoseconds(1_000_000) else {
      throw section.error(
        key, "too slow a clock", found: "a period of \(period)", expected: "1 us (1 MHz) or less")
    }
    return period
  }

  private static func organisation(_ parent: inout Section) throws(ConfigurationError) -> Organisation {
    var section = try parent.section("organisation")
    let channels = try section.integer("channels", in: 1...64)
    let groups = try section.integer("bankGroups", in: 1...64)
    let banks = try section.integer("banksPerGroup", in: 1...64)
    let rows = try section.integer("rows", in: 1...(1 << 24))
    let rowSize = try section.byteCount("rowSize", in: ByteCount(bytes: 1)...ByteCount(bytes: 1 << 24))
    let burst = try section.byteCount("burst", in: ByteCount(bytes: 2)...ByteCount(bytes: 4096))
    guard burst.bytes.nonzeroBitCount == 1 else {
      throw section.error(
        "burst", "not a power of two", found: "\(burst)", expected: "a size such as \"32 B\"")
    }
    guard rowSize.bytes % burst.bytes == 0 else {
      throw section.error(
        "rowSize", "not a whole number of bursts", found: "\(rowSize)",
        expected: "a multiple of the burst, \(burst)")
    }
    guard groups * banks <= 256 else {
      throw section.error(
        "banksPerGroup", "too many banks a channel", found: "\(groups * banks)", expected: "256 or fewer")
    }
    try section.finish()
    return Organisation(
      channels: channels, bankGroups: groups, banksPerGroup: banks, rows: rows,
      columns: Int(rowSize.bytes / burst.bytes), elementsPerColumn: Int(burst.bytes / 2))
  }

  private static func link(
    _ parent: inout Section, burstBits: Int64, clock: Picoseconds
  ) throws(ConfigurationError) -> Link {
    var section = try parent.section("link")
    let pins = try section.integer("pins", in: 1...4096)
    let rate = try section.dataRate(
      "rate", in: DataRate(bitsPerSecond: 1_000)...DataRate(bitsPerSecond: 1_000_000_000_000))
    try section.finish()
    // ceil(bits / (pins · rate) / clock), with the rate in bits per second and the clock in 10⁻¹² s.
    let numerator = Int128(burstBits) * 1_000_000_000_000
    let denominator = Int128(pins) * Int128(rate.bitsPerSecond) * Int128(clock.rawValue)
    let cycles = Int((numerator + denominator - 1) / denominator)
    let longest = DelayExpression.longest(clock)
    guard cycles <= longest else {
      throw section.error(
        "rate", "too slow", found: "\(rate)",
        expected: "a rate that moves a burst in at most \(longest) clock cycles, a millisecond")
    }
    return Link(pins: pins, bitsPerSecondPerPin: rate.bitsPerSecond, burstCycles: cycles)
  }

  static func command(_ value: Value) throws(ConfigurationError) -> Command {
    let text = try value.text()
    guard let command = Command(mnemonic: text) else {
      let names = Command.allCases.map(\.mnemonic)
      throw value.error(
        "unknown command", found: text, expected: "one of \(names.joined(separator: ", "))",
        suggestion: NearMiss.suggestion(for: text, among: names))
    }
    return command
  }

  private static func commands(_ section: inout Section, _ key: String) throws(ConfigurationError)
    -> [Command]
  {
    var commands: [Command] = []
    for value in try section.list(key, count: 1...Command.count) {
      let command = try command(value)
      if commands.contains(command) { throw value.error("command named twice", found: command.mnemonic) }
      commands.append(command)
    }
    return commands
  }

  private static func supportedCommands(_ section: inout Section) throws(ConfigurationError) -> [Bool] {
    let named = try commands(&section, "commands")
    return Command.allCases.map(named.contains)
  }

  private static func closingCommands(_ section: inout Section) throws(ConfigurationError) -> [Bool] {
    var closing: [Command] = []
    for value in try section.optionalList("autoPrecharge") ?? [] {
      let command = try command(value)
      guard command.role == .column else {
        throw value.error(
          "has no row to close", found: command.mnemonic, expected: "a command on columns such as WRA16")
      }
      if closing.contains(command) { throw value.error("command named twice", found: command.mnemonic) }
      closing.append(command)
    }
    return System.closing(closing)
  }

  private static func traceMask(_ parent: inout Section) throws(ConfigurationError) -> TraceMask? {
    guard var section = try parent.optionalSection("trace") else { return nil }
    let bits = try section.integer("maskBits", in: 1...64)
    let order = try section.choice("maskBitOrder", TraceMask.BitOrder.self)
    try section.finish()
    return TraceMask(bits: bits, order: order)
  }

  private static func rules(
    _ section: inout Section, _ timings: inout TimingTable
  ) throws(ConfigurationError) -> [TimingRule] {
    var rules: [TimingRule] = []
    for value in try section.list("rules", count: 1...10_000) {
      var rule = try value.section()
      let scope = try rule.choice("scope", TimingRule.Scope.self)
      let after = try commands(&rule, "after")
      let before = try commands(&rule, "before")
      let delay = try rule.value("delay", expected: "a sum of timings such as \"nCL + nBL - nCWL\"")
      let expression = try DelayExpression(delay)
      let cycles = try timings.delay(expression, after: after, before: before, at: delay)
      let window = try rule.integer("window", default: 1, in: 1...64)
      guard window == 1 || scope == .channel else {
        throw rule.error("window", "counted over a \(scope.rawValue)", expected: "a window over the channel")
      }
      try rule.finish()
      rules.append(
        TimingRule(
          scope: scope, preceding: after, following: before, expression: expression.text, delay: cycles,
          window: window))
    }
    return rules
  }

  private static func completion(
    _ parent: inout Section, _ timings: inout TimingTable
  ) throws(ConfigurationError) -> [Int] {
    var cycles = Array(repeating: 0, count: Command.count)
    var section = try parent.section("completion")
    for (key, value) in section.entries() {
      guard let command = Command(mnemonic: key.name) else {
        throw section.error(
          key.name, "unknown command",
          suggestion: NearMiss.suggestion(for: key.name, among: Command.allCases.map(\.mnemonic)))
      }
      let expression = try DelayExpression(value)
      let sum = try timings.evaluate(expression, at: value)
      guard sum >= 0 else {
        throw value.error(
          "complete before it is issued", found: "\(expression.text), which is \(sum) clock cycles",
          expected: "a sum of at least 0")
      }
      cycles[Int(command.rawValue)] = sum
    }
    return cycles
  }

  private static func refresh(
    _ parent: inout Section, _ timings: inout TimingTable
  ) throws(ConfigurationError) -> Refresh {
    var section = try parent.section("refresh")
    let policyValue = try section.value("policy", expected: "one of none, strict, postponed")
    let policy = try policyValue.choice(Refresh.Policy.self)
    let limit = try section.integer("postponeLimit", default: 8, in: 1...64)
    try section.finish()
    let interval = try timings.cycles("nREFI", at: policyValue)
    let duration = try timings.cycles("nRFC", at: policyValue)
    guard policy == .none || duration < interval else {
      throw policyValue.error(
        "a refresh takes longer than the interval", found: "nRFC \(duration), nREFI \(interval)",
        expected: "nRFC below nREFI")
    }
    return Refresh(policy: policy, intervalCycles: interval, durationCycles: duration, postponeLimit: limit)
  }

  private static func modes(_ parent: inout Section) throws(ConfigurationError) -> ([UInt8?], [String]) {
    var modes: [UInt8?] = Array(repeating: nil, count: Command.count)
    var names: [String] = []
    guard var section = try parent.optionalSection("modes") else { return (modes, names) }
    for (key, value) in section.entries() {
      let elements = try value.list()
      guard !elements.isEmpty else {
        throw value.error("a mode without commands", expected: "the commands that need the channel in it")
      }
      for element in elements {
        let command = try command(element)
        if let mode = modes[Int(command.rawValue)] {
          throw element.error(
            mode == UInt8(names.count) ? "command named twice" : "command in two modes",
            found: command.mnemonic)
        }
        modes[Int(command.rawValue)] = UInt8(names.count)
      }
      names.append(key.name)
    }
    return (modes, names)
  }

  /// Reads the size of the global buffer, in bursts. Without a global buffer and without commands that need
  /// one, the section may be left out; vectors are cut at the length of a row.
  private static func globalBuffer(
    _ parent: inout Section, _ organisation: Organisation, _ supported: [Bool]
  ) throws(ConfigurationError) -> Int {
    if !parent.contains("globalBuffer"), !hasGlobalBuffer(supported) { return organisation.columns }
    var section = try parent.section("globalBuffer")
    let size = try section.byteCount("size", in: ByteCount(bytes: 1)...ByteCount(bytes: 1 << 30))
    guard size.bytes % Int64(organisation.burstBytes) == 0 else {
      throw section.error(
        "size", "not a whole number of bursts", found: "\(size)",
        expected: "a multiple of the burst, \(organisation.burstBytes) B")
    }
    try section.finish()
    return Int(size.bytes) / organisation.burstBytes
  }

  /// Reads the MAC unit. Without MAC commands the section may be left out; the ASIC multiplies as many lanes
  /// as a burst has elements.
  private static func macUnit(
    _ parent: inout Section, _ organisation: Organisation, _ supported: [Bool]
  ) throws(ConfigurationError) -> MACUnitDescription {
    let commands: [Command] = [.MAC, .MAC16, .RDMAC16, .WRMAC16, .AF16, .RDAF16]
    if !parent.contains("macUnit"), !commands.contains(where: { supported[Int($0.rawValue)] }) {
      return MACUnitDescription(lanes: organisation.elementsPerColumn, readClears: true)
    }
    var section = try parent.section("macUnit")
    let lanes = try section.integer("lanes", in: 1...2048)
    guard lanes == organisation.elementsPerColumn else {
      throw section.error(
        "lanes", "differs from the elements of a burst", found: "\(lanes)",
        expected: "\(organisation.elementsPerColumn): one multiplier for each bf16 of a column access")
    }
    let readClears = try section.boolean("readClears")
    try section.finish()
    return MACUnitDescription(lanes: lanes, readClears: readClears)
  }

  private static func asic(_ parent: inout Section) throws(ConfigurationError) -> (ASIC, Area) {
    var section = try parent.section("asic")
    let clock = try System.clock(&section, "clock")
    let adders = try section.integer("adders", in: 1...1_000_000)
    let multipliers = try section.integer("multipliers", in: 1...1_000_000)
    let adderLatency = try section.integer("adderLatency", in: 1...1000)
    let multiplierLatency = try section.integer("multiplierLatency", in: 1...1000)
    let sram = try section.byteCount("sram", in: ByteCount(bytes: 1024)...ByteCount(bytes: 1 << 30))
    var functions = try section.section("functions")
    let terms = try functions.integer("taylorTerms", in: 2...12)
    let reciprocal = try functions.integer("reciprocalSteps", in: 0...8)
    let root = try functions.integer("inverseSquareRootSteps", in: 0...8)
    try functions.finish()
    let area = try section.area("area", in: Area(squareMicrometres: 1)...Area(squareMicrometres: .max))
    try section.finish()
    let asic = ASIC(
      clockPicoseconds: clock.rawValue, adders: adders, multipliers: multipliers, adderLatency: adderLatency,
      multiplierLatency: multiplierLatency, sramBytes: Int(sram.bytes), taylorTerms: terms,
      reciprocalSteps: reciprocal, inverseSquareRootSteps: root)
    return (asic, area)
  }

  /// The other key of the same timing, tRP for nRP and vice versa; for `Resolver`.
  package static func rivalTiming(_ key: String, _ mapping: ConfigurationPath) -> String? {
    guard mapping.components.last == .key("timing"), let first = key.first else { return nil }
    switch first {
    case "t": return "n" + key.dropFirst()
    case "n": return "t" + key.dropFirst()
    default: return nil
    }
  }
}
