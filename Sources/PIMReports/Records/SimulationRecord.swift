public import PIMFastForward
internal import PIMEnergy
public import PIMSimulation
public import PIMWorkload

/// The record of a simulation: all that its JSON holds, and all that its renderings are made from.
///
/// A simulation makes one, and so does reading a report's file; times are picoseconds.
public struct SimulationRecord: Sendable {
  /// Version of the program that simulated.
  public let toolVersion: String
  /// The shape of the model.
  public let model: ModelRecord
  /// The mapping's name.
  public let mapping: String
  /// The run that the experiment describes; `positions` may be a part of it.
  public let run: RunDescription
  /// Positions that were run.
  public let positions: Range<Int>
  /// The counters, times and energies of the run.
  public let measurement: RunMeasurement
  /// From the loosest to the tightest.
  public let bounds: [LowerBound]
  /// Of each position on its own, without refresh; in the order of the measurement's tokens.
  public let positionBounds: [Int64]
  /// Multiply-accumulates that the model needs, padding not included.
  public let usefulMACs: Int
  /// The verification of the program on values.
  public let verification: VerificationStatus
  /// The resolved configuration of the experiment.
  public let configuration: ConfigurationRecord
  /// The part of the run that the engine `fast` computed; nil with other engines, and in a record that was
  /// read from its file.
  public let effort: Effort?

  package init(
    toolVersion: String, model: ModelRecord, mapping: String, run: RunDescription, positions: Range<Int>,
    measurement: RunMeasurement, bounds: [LowerBound], positionBounds: [Int64], usefulMACs: Int,
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
    self.usefulMACs = usefulMACs
    self.verification = verification
    self.configuration = configuration
    self.effort = effort
  }

  /// Times in picoseconds, and counters.
  public var result: SimulationResult { measurement.result }

  /// Positions of the run that generate a token.
  public var generatedTokens: Int { positions.count { run.generates(at: $0) } }

  /// Time of the positions that only fill the KV cache.
  public var prefillTime: Int64 {
    measurement.result.tokens.reduce(0) { $0 + (run.generates(at: $1.position) ? 0 : $1.time) }
  }

  /// Time of all the rest.
  public var generationTime: Int64 { measurement.result.time - prefillTime }

  /// Time a generated token; nil where none is generated.
  public var timePerToken: Double? {
    generatedTokens == 0 ? nil : Double(generationTime) / Double(generatedTokens)
  }

  /// Energy of the whole run, prompt included, for each token that it generates, joules; nil where none is
  /// generated.
  public var energyPerToken: Double? {
    generatedTokens == 0 ? nil : measurement.energy.joules / Double(generatedTokens)
  }

  /// nil where no token is generated, or no energy is modelled.
  public var tokensPerJoule: Double? { energyPerToken.flatMap { $0 == 0 ? nil : 1 / $0 } }

  /// nil where no token is generated.
  public var tokensPerSecond: Double? { timePerToken.map { 1e12 / $0 } }

  /// Useful multiply-accumulates as a share of what all MAC units could have done in the time; without MAC
  /// units, the ASIC's multipliers.
  public var macUtilisation: Double {
    (bounds.first?.picoseconds ?? 0) / Double(max(1, measurement.result.time))
  }

  /// Time over the tightest lower bound: 1 is perfect; nil where the bound is nothing.
  public var boundRatio: Double? { bounds.last.flatMap { ratio(to: $0) } }

  /// Time over a bound; nil where the bound is nothing.
  public func ratio(to bound: LowerBound) -> Double? {
    bound.picoseconds > 0 ? Double(measurement.result.time) / bound.picoseconds : nil
  }
}
