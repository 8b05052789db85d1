internal import PIMEnergy
internal import PIMFastForward
internal import PIMHardware
internal import PIMInstructions
internal import PIMResults
internal import PIMWorkload

/// The sentences and headline numbers at the top of every rendering.
struct ReportOutline {
  /// A headline number, and the value to compare it with.
  struct Headline {
    var name: String
    var value: String
    var note = ""
  }

  let title: String
  let subtitle: String
  private(set) var headlines: [Headline] = []
  /// The mapping, schedule and engine, and what is assumed of the model, in sentences.
  let setting: String
  /// The verification, in a sentence.
  let verification: String

  init(_ document: ReportDocument) {
    let measurement = document.measurement
    let system = measurement.system
    let energy = measurement.energy
    verification = Self.sentence(document.verification)
    let machine =
      "\(NumberText.count(system.organisation.channels)) channels of \(NumberText.count(system.organisation.banks)) banks"
    let how =
      "\(measurement.schedule.rawValue) schedule, refresh \(system.refresh.policy.rawValue); engine \(measurement.engine.rawValue)"
    switch document.content {
    case .simulation(let record):
      title = "\(record.model.name) on \(system.name)"
      subtitle = "\(Self.extent(record)); \(record.model.phrase); \(machine)"
      setting = (["Mapping \(record.mapping), \(how)."] + record.model.assumptionSentences)
        .joined(separator: " ")
      let ratio = record.boundRatio.map { "\(NumberText.fixed($0, 2)) times the lower bound" } ?? ""
      add("latency", NumberText.duration(measurement.result.time), ratio)
      if record.prefillTime > 0 { add("of it prompt", NumberText.duration(record.prefillTime)) }
      if let time = record.timePerToken, let rate = record.tokensPerSecond {
        add(
          "latency per token", NumberText.duration(picoseconds: time),
          "\(NumberText.significant(rate)) tokens/s")
      }
      if let bound = record.tightestBound {
        add("lower bound", NumberText.duration(picoseconds: bound.picoseconds), bound.counts)
      }
      addEnergy(energy)
      if energy.joules > 0, let perToken = record.energyPerToken, let rate = record.tokensPerJoule {
        add("energy per token", NumberText.energy(perToken), "\(NumberText.significant(rate)) tokens/J")
      }
      add(
        "MAC utilisation", NumberText.percent(record.macUtilisation),
        "useful, of all \(record.measurement.system.hasMACUnits ? "MAC units" : "the ASIC's multipliers") all the time"
      )
    case .replay(let record):
      title = "\(record.trace) on \(system.name)"
      let count = measurement.result.tokens.count
      subtitle =
        "Replay of a trace; \(count == 1 ? "1 position" : "\(NumberText.count(count)) positions"); \(machine)"
      setting =
        "A trace says neither what model it is of nor what that needs: there is no lower bound. \(how)."
      add("latency", NumberText.duration(measurement.result.time))
      addEnergy(energy)
    }
    if let power = energy.averagePower, energy.joules > 0 { add("average power", NumberText.power(power)) }
    if let rate = measurement.macRowHits.rate {
      add(
        "row hits of MACs", NumberText.percent(rate),
        "of \(NumberText.count(measurement.macRowHits.accesses)) accesses")
    }
  }

  private mutating func add(_ name: String, _ value: String, _ note: String = "") {
    headlines.append(Headline(name: name, value: value, note: note))
  }

  private mutating func addEnergy(_ energy: EnergyAccount) {
    guard energy.joules > 0 else { return }
    add("energy", NumberText.energy(energy.joules), "\(energy.model.accounting.rawValue) accounting")
  }

  private static func extent(_ record: SimulationRecord) -> String {
    var what: String
    if record.positions == record.run.positions {
      what = record.generatedTokens == 1 ? "1 token" : "\(NumberText.count(record.generatedTokens)) tokens"
    } else {
      what =
        "Positions \(NumberText.count(record.positions.lowerBound)) to \(NumberText.count(record.positions.upperBound - 1))"
    }
    if record.prefillTime > 0 {
      what += " after \(NumberText.count(record.positions.count - record.generatedTokens)) of prompt"
    }
    if record.run.embedding { what += ", with embedding" }
    if record.run.lmHead { what += record.run.embedding ? " and LM head" : ", with LM head" }
    return what
  }

  private static func sentence(_ status: VerificationStatus) -> String {
    switch status {
    case .notExecuted: "The program was timed and not executed on values."
    case .executed: "The trace was executed on values; there was nothing to compare it with."
    case .verified(let positions, let instructions, let elements, let inputs):
      "The first \(positions == 1 ? "position was" : "\(NumberText.count(positions)) positions were") executed on values: \(NumberText.count(instructions)) instructions, and all \(NumberText.count(elements)) elements equal the hardware reference bit for bit. Inputs: \(inputs)."
    }
  }
}
