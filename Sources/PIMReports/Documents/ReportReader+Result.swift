internal import PIMConfiguration
internal import PIMHardware
internal import PIMInstructions
internal import PIMResults

// Decoding of times and counters.
extension ReportReader {
  /// The counters and times of the run.
  ///
  /// - Throws: `ConfigurationError` for times that do not sum to the latency.
  mutating func result(on system: System) throws(ConfigurationError) -> SimulationResult {
    var result = SimulationResult()
    try readLatency(into: &result)
    try readChannels(into: &result, on: system)
    var instructions = try section("instructions")
    result.blocks = try count(&instructions, "blocks")
    result.work.channelInstructions = try count(&instructions, "channels")
    result.work.asicInstructions = try count(&instructions, "asic")
    var asic = try section("asic")
    result.work.asicBusy = try count(&asic, "busy_ps")
    result.work.asicAdditions = try count(&asic, "additions")
    result.work.asicMultiplications = try count(&asic, "multiplications")
    var refresh = try section("refresh")
    result.debtPaid = try count(&refresh, "debt_paid_at_end")
    return result
  }

  private func count(_ section: inout Section, _ key: String) throws(ConfigurationError) -> Int64 {
    Int64(try section.integer(key, in: Self.counts))
  }

  // MARK: Latency

  private mutating func readLatency(into result: inout SimulationResult) throws(ConfigurationError) {
    var latency = try section("latency")
    result.time = try count(&latency, "total_ps")
    result.debtTime = try count(&latency, "refresh_debt_ps")
    result.causes = try ledger(latency.value("by_cause_ps", expected: "a mapping"), of: result.time)
    let byOperator = try latency.value("by_operator", expected: "a list")
    var sum = Int128(result.debtTime)
    for value in try byOperator.list() {
      var entry = try value.section()
      let kind: OperatorKind = try entry.choice("operator")
      let time = try count(&entry, "latency_ps")
      result.operators[kind.index] = try ledger(entry.value("by_cause_ps", expected: "a mapping"), of: time)
      sum += Int128(time)
    }
    try check(sum, result.time, byOperator, "the operators do not sum to the latency")
    let byLayer = try latency.value("by_layer", expected: "a list")
    try readLayers(byLayer, into: &result)
    try readPositions(latency.value("by_position", expected: "a mapping"), into: &result)
  }

  private func readLayers(_ list: Value, into result: inout SimulationResult) throws(ConfigurationError) {
    var sum = Int128(result.debtTime)
    var byOperator = [Int128](repeating: 0, count: OperatorKind.allCases.count)
    let none = [Int64](repeating: 0, count: OperatorKind.allCases.count)
    var rows: [[Spending]] = []
    let entries = try list.list()
    for value in entries {
      var entry = try value.section()
      if result.layers.isEmpty, entry.contains("layer") {
        // The report has no entry for time outside the layers.
        rows.append(Array(repeating: Spending(), count: none.count))
        result.layers.append(Ledger())
        result.layerOperators.append(none)
      }
      if !result.layers.isEmpty {
        let next = result.layers.count - 1
        guard try entry.integer("layer", in: Self.counts) == next else {
          throw entry.error("layer", "out of order", expected: "\(next); \(Self.advice)")
        }
      }
      let time = try count(&entry, "latency_ps")
      result.layers.append(try ledger(entry.value("by_cause_ps", expected: "a mapping"), of: time))
      if version >= 4 {
        rows.append(try readOperators(&entry))
        let times = rows[rows.count - 1].map(\.causes.total)
        try check(
          times.reduce(Int128(0)) { $0 + Int128($1) }, time, value, "the operators do not sum to the layer")
        for kind in times.indices { byOperator[kind] += Int128(times[kind]) }
        result.layerOperators.append(times)
        sum += Int128(time)
        continue
      }
      let parts = try entry.value("by_operator_ps", expected: "a mapping")
      var times = none
      var section = try parts.section()
      for (key, value) in section.entries() {
        guard let kind = OperatorKind(rawValue: key.name) else {
          throw value.error("unknown operator", expected: Self.anything)
        }
        times[kind.index] = Int64(try value.integer(in: Self.counts))
        byOperator[kind.index] += Int128(times[kind.index])
      }
      try check(
        times.reduce(Int128(0)) { $0 + Int128($1) }, time, parts, "the operators do not sum to the layer")
      result.layerOperators.append(times)
      sum += Int128(time)
    }
    try check(sum, result.time, list, "the layers do not sum to the latency")
    for kind in OperatorKind.allCases {
      try check(
        byOperator[kind.index], result.operators[kind.index].total, list,
        "the times of \(kind.rawValue) by layer do not sum to its time")
    }
    if version >= 4 { try set(rows, of: list, into: &result) }
  }

  /// The operators of a layer, with their causes; the reader does not know their activity.
  private func readOperators(_ layer: inout Section) throws(ConfigurationError) -> [Spending] {
    var row = Array(repeating: Spending(), count: OperatorKind.allCases.count)
    for value in try layer.list("by_operator") {
      var entry = try value.section()
      let kind: OperatorKind = try entry.choice("operator")
      let time = try count(&entry, "latency_ps")
      row[kind.index] = Spending(
        causes: try ledger(entry.value("by_cause_ps", expected: "a mapping"), of: time), activity: Activity())
    }
    return row
  }

  /// Sets time by layer and operator, which has to agree with the times by layer and by operator.
  private func set(
    _ rows: [[Spending]], of list: Value, into result: inout SimulationResult
  ) throws(ConfigurationError) {
    let (layers, operators) = (result.layers, result.operators)
    result.set(rows)
    guard result.layers == layers, result.operators == operators else {
      throw list.error(
        "the causes of the operators do not sum to those of the layers and of the run",
        expected: Self.anything)
    }
  }

  private func readPositions(_ value: Value, into result: inout SimulationResult) throws(ConfigurationError) {
    var section = try value.section()
    let positions = try integers(section.list("position"))
    let times = try integers(section.list("latency_ps", count: positions.count...positions.count))
    result.tokens = zip(positions, times).map {
      SimulationResult.TokenTime(position: Int($0), time: $1)
    }
    let sum = times.reduce(Int128(result.debtTime)) { $0 + Int128($1) }
    try check(sum, result.time, value, "the positions do not sum to the latency")
  }

  private func ledger(_ value: Value, of total: Int64) throws(ConfigurationError) -> Ledger {
    var ledger = Ledger()
    var section = try value.section()
    for (key, value) in section.entries() {
      guard let cause = Cause.allCases.first(where: { $0.key == key.name }) else {
        throw value.error(
          "unknown cause", expected: Self.anything,
          suggestion: NearMiss.suggestion(for: key.name, among: Cause.allCases.map(\.key)))
      }
      ledger[cause] = Int64(try value.integer(in: -Self.counts.upperBound...Self.counts.upperBound))
    }
    try check(Int128(ledger.total), total, value, "the causes do not sum to the time")
    return ledger
  }

  private func check(
    _ sum: Int128, _ total: Int64, _ place: Value, _ what: String
  ) throws(ConfigurationError) {
    guard sum == Int128(total) else {
      throw place.error(
        what, found: "a sum of \(sum) ps", expected: "\(total) ps; \(Self.advice)")
    }
  }

  // MARK: Channels

  private mutating func readChannels(
    into result: inout SimulationResult, on system: System
  ) throws(ConfigurationError) {
    let cycles = result.channelCycles(on: system)
    let channels = system.organisation.channels
    // The limit keeps products of counts with sizes, and with times, within the integer's range.
    let most =
      Int128(cycles) * Int128(channels * system.organisation.banks * system.macUnit.lanes)
      * Int128(system.organisation.burstBytes)
    let longest = Int128(cycles) * Int128(system.link.burstCycles) * Int128(system.commandClockPicoseconds)
    var commands = try section("commands")
    let list = try commands.list("by_channel", count: channels...channels)
    guard most < 1 << 62, longest < 1 << 62 else {
      throw commands.error("by_channel", "more than can be counted", expected: Self.anything)
    }
    var own = try self.list("channels", count: channels...channels)[...]
    for value in list {
      var entry = try value.section()
      var counters = ChannelCounters()
      counters.commands = try counts(entry.value("by_kind", expected: "a mapping"), atMost: cycles)
      guard let rest = own.popFirst() else { break }
      var channel = try rest.section()
      counters.openCycles = Int64(try channel.integer("open_cycles", in: 0...Int(cycles)))
      counters.largestDebt = try count(&channel, "largest_refresh_debt")
      counters.misses = try counts(channel.value("row_misses", expected: "a mapping"), atMost: cycles)
      result.channels.append(counters)
    }
  }

  /// - Parameter limit: the largest count: a channel takes at most one command a cycle.
  private func counts(_ value: Value, atMost limit: Int64) throws(ConfigurationError) -> CommandCounts {
    var counts = CommandCounts()
    var section = try value.section()
    for (key, value) in section.entries() {
      guard let command = Command(mnemonic: key.name) else {
        throw value.error("unknown command", expected: Self.anything)
      }
      counts[command] = Int64(try value.integer(in: 0...Int(limit)))
    }
    guard counts.total <= limit else {
      throw value.error(
        "more commands than cycles", found: "\(counts.total)", expected: "at most \(limit); \(Self.advice)")
    }
    return counts
  }
}
