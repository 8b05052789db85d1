internal import PIMConfiguration
internal import PIMEnergy
internal import PIMHardware
internal import PIMInstructions
internal import PIMSimulation

/// What a report of a replay says. A trace knows neither its model nor what that model needs, so there is no bound.
public struct ReplayRecord: Sendable {
  /// Version of the program that simulated.
  public let toolVersion: String
  /// The trace's path.
  public let trace: String
  /// Whether the trace says which positions its blocks belong to. AiM's do not: all of one is a single row of the tables.
  public let hasPositions: Bool
  public let measurement: Measurement
  public let verification: VerificationStatus
  public let configuration: ConfigurationRecord

  package init(
    toolVersion: String, trace: String, hasPositions: Bool, measurement: Measurement,
    verification: VerificationStatus, configuration: ConfigurationRecord
  ) {
    self.toolVersion = toolVersion
    self.trace = trace
    self.hasPositions = hasPositions
    self.measurement = measurement
    self.verification = verification
    self.configuration = configuration
  }
}
