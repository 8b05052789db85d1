internal import PIMEnergy
public import PIMFastForward
public import PIMResults
public import PIMWorkload

/// The record of a simulation: the data of its report, from which JSON and all renderings are made.
///
/// A simulation returns a record; reading a report's file gives an equal one. Times are in picoseconds.
public struct SimulationRecord: Sendable {
  /// The version of the program that simulated.
  public let toolVersion: String
  /// The shape of the model.
  public let model: ModelRecord
  /// The mapping's name.
  public let mapping: String
  /// The run that the experiment describes; `positions` may cover only some of its positions.
  public let run: RunDescription
  /// The simulated positions.
  public let positions: Range<Int>
  /// The counters, times and energies of the run.
  public let measurement: RunMeasurement
  /// Lower bounds of the latency: those of the mapping's work from the loosest to the tightest, and last, if
  /// it is known, that of the machine under every mapping.
  public let bounds: [LowerBound]
  /// The lower bound of each position on its own, without refresh, picoseconds; in the order of the
  /// measurement's tokens.
  public let positionBounds: [Int64]
  /// The lower bound of each position for every mapping, without refresh, picoseconds; empty if it is not
  /// known.
  public let machinePositionBounds: [Int64]
  /// Multiply-accumulates that the model needs, without padding.
  public let usefulMACs: Int
  /// The result of executing the program on values.
  public let verification: VerificationStatus
  /// The resolved configuration of the experiment.
  public let configuration: ConfigurationRecord
  /// The blocks that the engine `fast` computed and replayed; nil with other engines, and in a record that
  /// was read from its file.
  public let effort: Effort?

  package init(
    toolVersion: String, model: ModelRecord, mapping: String, run: RunDescription, positions: Range<Int>,
    measurement: RunMeasurement, bounds: [LowerBound], positionBounds: [Int64],
    machinePositionBounds: [Int64] = [], usefulMACs: Int,
    verification: VerificationStatus, configuration: ConfigurationRecord, effort: Effort? = nil
  ) {
    self.toolVersion = toolVersion
    self.model = model
    self.mapping = mapping
    self.run = run
    self.positions = positions
    self.measurement = measurement
    self.bounds = bounds
    self.positionBounds = positionBounds
    self.machinePositionBounds = machinePositionBounds
    self.usefulMACs = usefulMACs
    self.verification = verification
    self.configuration = configuration
    self.effort = effort
  }

  /// The times (picoseconds) and counters of the run.
  public var result: SimulationResult { measurement.result }

  /// The number of simulated positions that generate a token.
  public var generatedTokens: Int { positions.count { run.generates(at: $0) } }

  /// The time of the positions that only fill the KV cache.
  public var prefillTime: Int64 {
    measurement.result.tokens.reduce(0) { $0 + (run.generates(at: $1.position) ? 0 : $1.time) }
  }

  /// The latency without the prefill time, picoseconds.
  public var generationTime: Int64 { measurement.result.time - prefillTime }

  /// Generation time per generated token; nil if no token is generated.
  public var timePerToken: Double? {
    generatedTokens == 0 ? nil : Double(generationTime) / Double(generatedTokens)
  }

  /// Energy of the whole run, prompt included, per generated token, joules; nil if no token is generated.
  public var energyPerToken: Double? {
    generatedTokens == 0 ? nil : measurement.energy.joules / Double(generatedTokens)
  }

  /// Generated tokens per joule; nil if no token is generated or no energy is modelled.
  public var tokensPerJoule: Double? { energyPerToken.flatMap { $0 == 0 ? nil : 1 / $0 } }

  /// Generated tokens per second of generation time; nil if no token is generated.
  public var tokensPerSecond: Double? { timePerToken.map { 1e12 / $0 } }

  /// Useful multiply-accumulates as a share of the peak of all MAC units over the latency. On a machine
  /// without MAC units the peak is that of the ASIC's multipliers.
  public var macUtilisation: Double {
    (bounds.first?.picoseconds ?? 0) / Double(max(1, measurement.result.time))
  }

  /// Latency over the tightest lower bound, 1 at best; nil if the bound is 0.
  public var boundRatio: Double? { tightestBound.flatMap { ratio(to: $0) } }

  /// The tightest of the lower bounds.
  public var tightestBound: LowerBound? { bounds.max { $0.milliseconds < $1.milliseconds } }

  /// Latency over a lower bound; nil if the bound is 0.
  public func ratio(to bound: LowerBound) -> Double? {
    bound.picoseconds > 0 ? Double(measurement.result.time) / bound.picoseconds : nil
  }
}
