public import PIMFastForward
internal import PIMConfiguration
internal import PIMEnergy
internal import PIMHardware
internal import PIMInstructions
public import PIMSimulation

/// What a report of a replay says. A trace knows neither its model nor what that model needs, so there is no
/// bound.
public struct ReplayRecord: Sendable {
  /// Version of the program that simulated.
  public let toolVersion: String
  /// The trace's path.
  public let trace: String
  /// Whether the trace says which positions its blocks belong to. AiM's do not: all of one is a single row of
  /// the tables.
  public let hasPositions: Bool
  public let measurement: Measurement
  public let verification: VerificationStatus
  public let configuration: ConfigurationRecord
  /// How much of the run the engine `fast` computed; nil with other engines, and in a record that was read
  /// from its file.
  public let effort: Effort?
  /// Remarks on how the trace was read, a sentence each; none in a record that was read from its file.
  public let notes: [String]

  package init(
    toolVersion: String, trace: String, hasPositions: Bool, measurement: Measurement,
    verification: VerificationStatus, configuration: ConfigurationRecord, effort: Effort? = nil,
    notes: [String] = []
  ) {
    self.toolVersion = toolVersion
    self.trace = trace
    self.hasPositions = hasPositions
    self.measurement = measurement
    self.verification = verification
    self.configuration = configuration
    self.effort = effort
    self.notes = notes
  }

  public var result: SimulationResult { measurement.result }
}
