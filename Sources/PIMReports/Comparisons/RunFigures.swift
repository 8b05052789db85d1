public import PIMConfiguration
internal import PIMEnergy
package import PIMHardware
internal import PIMInstructions
internal import PIMResults
internal import PIMWorkload

/// The figures that a comparison uses of a run. They come from a simulation, a report's file, a baseline or a
/// stored result.
public struct RunFigures {
  /// The run's name as the user wrote it.
  public var label: String
  /// The run in a phrase: `gpt2-small on pim-gpt, mapping paper, serial; 1,024 tokens`.
  public var summary: String
  /// The origin of the figures, in a phrase for display.
  public var origin: String
  private var figures: [Figure?] = Array(repeating: nil, count: Metric.allCases.count)
  private var breakdowns: [Breakdown?] = Array(repeating: nil, count: Breakdown.Kind.allCases.count)
  /// The resolved document; nil for figures without a configuration, such as those of a baseline.
  public var configuration: Node?
  /// SHA-256 of the resolved document, in hexadecimal; nil if unknown.
  public var configurationHash: String?
  /// The energy by component under each accounting; nil for what is no sum of currents, or does not say.
  public internal(set) var energies: RunEnergies?
  /// The machine and the work that it had; nil where the run has none.
  var machine: MachineFigures?
  /// The time and the generated tokens that `setEnergy` relates energies to.
  private var energyBase: (time: Int64, tokens: Int?)?
  /// True for the parts outside the layers that the run has; nil if unknown.
  private(set) var parts: (embedding: Bool, lmHead: Bool)?
  /// The task that a baseline would have to perform; nil if unknown.
  var task: BaselineTask?

  package init(label: String, summary: String, origin: String) {
    self.label = label
    self.summary = summary
    self.origin = origin
  }

  /// The figure of a metric; nil if the run lacks the metric.
  public package(set) subscript(metric: Metric) -> Figure? {
    get { figures[Metric.allCases.firstIndex(of: metric) ?? 0] }
    set { figures[Metric.allCases.firstIndex(of: metric) ?? 0] = newValue }
  }

  /// The breakdown of a kind; nil if the run lacks the breakdown.
  public package(set) subscript(kind: Breakdown.Kind) -> Breakdown? {
    get { breakdowns[Breakdown.Kind.allCases.firstIndex(of: kind) ?? 0] }
    set { breakdowns[Breakdown.Kind.allCases.firstIndex(of: kind) ?? 0] = newValue }
  }
}

extension RunFigures {
  /// The figures of a simulation or of its report.
  ///
  /// - Parameter origin: the origin of the record, in a phrase for display.
  public init(_ record: SimulationRecord, label: String, origin: String) {
    self.init(
      label: label,
      summary: Self.summary(record), origin: origin)
    let result = record.measurement.result
    setTime(result.time, tokens: record.generatedTokens, prefill: record.prefillTime)
    self[.boundRatio] = record.boundRatio.map(Figure.real)
    self[.macUtilisation] = .real(record.macUtilisation)
    set(record.measurement, tokens: record.generatedTokens)
    set(record.configuration)
    task = BaselineTask(record)
    parts = (record.run.embedding, record.run.lmHead)
  }

  /// The figures of a replayed trace.
  public init(_ record: ReplayRecord, label: String, origin: String) {
    let measurement = record.measurement
    self.init(
      label: label,
      summary: "trace \(record.trace) on \(measurement.system.name), \(measurement.schedule.rawValue)",
      origin: origin)
    setTime(measurement.result.time, tokens: nil, prefill: 0)
    set(measurement, tokens: nil)
    set(record.configuration)
  }

  /// The figures of a report's file.
  ///
  /// - Throws: `ConfigurationError` with file, line and column if the file is no valid report.
  public init(reportFile path: String) throws(ConfigurationError) {
    let document = try ReportDocument(path: path)
    let origin = "report by \(Tool.name) \(document.toolVersion)"
    switch document.content {
    case .simulation(let record): self.init(record, label: path, origin: origin)
    case .replay(let record): self.init(record, label: path, origin: origin)
    }
  }

  private mutating func set(_ configuration: ConfigurationRecord) {
    self.configuration = configuration.document
    configurationHash = configuration.hash
  }

  private mutating func set(_ measurement: RunMeasurement, tokens: Int?) {
    let result = measurement.result
    self[.macRowHits] = measurement.macRowHits.rate.map(Figure.real)
    self[.rowHits] = measurement.allRowHits.rate.map(Figure.real)
    self[.commands] = .exact(Int128(measurement.commands.total))
    self[.refreshes] = .exact(Int128(measurement.commands[.REFab] + measurement.commands[.REFpb]))
    let bytes = measurement.linkBytes(measurement.commands)
    self[.bytesToChannels] = .exact(Int128(bytes.toChannel))
    self[.bytesToASIC] = .exact(Int128(bytes.fromChannel))
    self[.asicBusy] = .exact(Int128(result.work.asicBusy))

    var causes = Breakdown(.cause)
    for (index, cause) in Cause.allCases.enumerated() {
      causes.set(at: index, to: Int128(result.causes[cause]))
    }
    self[.cause] = causes
    var operators = Breakdown(.operator)
    for (index, ledger) in result.operators.enumerated() {
      operators.set(at: index, to: Int128(ledger.total))
    }
    operators.set(at: result.operators.count, to: Int128(result.debtTime))
    self[.operator] = operators
    setEnergy(Breakdown(measurement.energy.ledger), time: result.time, tokens: tokens)
    energies = RunEnergies(measurement)
    machine = MachineFigures(measurement)
    var commands = Breakdown(.command)
    for (index, command) in Command.allCases.enumerated() {
      commands.set(at: index, to: Int128(measurement.commands[command]))
    }
    self[.command] = commands
  }

  /// Sets the latency and the metrics derived from it.
  ///
  /// - Parameters:
  ///   - tokens: the number of generated tokens; nil if unknown.
  ///   - prefill: the time of positions that only fill the KV cache, picoseconds.
  mutating func setTime(_ time: Int64, tokens: Int?, prefill: Int64) {
    self[.latency] = .exact(Int128(time))
    guard let tokens, tokens > 0 else { return }
    let perToken = Double(time - prefill) / Double(tokens)
    self[.timePerToken] = .real(perToken)
    if perToken > 0 { self[.tokensPerSecond] = .real(1e12 / perToken) }
  }

  /// Sets the energy and the metrics derived from it; sets nothing if no component is modelled.
  package mutating func setEnergy(_ components: Breakdown, time: Int64, tokens: Int?) {
    guard components.isModelled else { return }
    self[.component] = components
    energyBase = (time, tokens)
    setEnergy(components.total, time: time, tokens: tokens)
  }

  /// - Parameter energy: the energy of the run, yoctojoules.
  mutating func setEnergy(_ energy: Int128, time: Int64, tokens: Int?) {
    let (joules, seconds) = (Double(energy) / 1e24, Double(time) / 1e12)
    self[.energy] = .exact(energy)
    if time > 0 { self[.power] = .real(joules / seconds) }
    self[.energyDelayProduct] = .real(joules * seconds)
    guard let tokens, tokens > 0 else { return }
    self[.energyPerToken] = .real(Double(energy) / Double(tokens))
    if energy > 0 { self[.tokensPerJoule] = .real(Double(tokens) / joules) }
  }

  /// The same run with other energies by component, and with all metrics that follow from their sum.
  func withEnergy(_ components: Breakdown) -> RunFigures {
    guard let base = energyBase else { return self }
    var figures = self
    for metric in Metric.allCases where metric.isOfEnergy { figures[metric] = nil }
    figures[.component] = nil
    figures.setEnergy(components, time: base.time, tokens: base.tokens)
    return figures
  }

  /// The run under an accounting; as it is where its currents do not allow that, and for what has none.
  package func under(_ accounting: Electrical.Accounting) -> RunFigures {
    energies?[accounting].map(withEnergy) ?? self
  }

  private static func summary(_ record: SimulationRecord) -> String {
    let (positions, tokens) = (record.positions, record.generatedTokens)
    let what =
      positions == record.run.positions
      ? (tokens == 1 ? "1 token" : "\(NumberText.count(tokens)) tokens")
      : positions.count == 1
        ? "position \(positions.lowerBound)"
        : "positions \(positions.lowerBound) to \(positions.upperBound - 1)"
    let measurement = record.measurement
    return
      "\(record.model.name) on \(measurement.system.name), mapping \(record.mapping), \(measurement.schedule.rawValue); \(what)"
      + record.model.assumptions.map { "; \($0)" }.joined()
  }
}
