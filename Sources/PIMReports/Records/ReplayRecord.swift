public import PIMFastForward
internal import PIMConfiguration
internal import PIMEnergy
internal import PIMHardware
internal import PIMInstructions
public import PIMSimulation

/// The record of a replay: all that its report says. A trace does not name its model, so there is no lower
/// bound.
public struct ReplayRecord: Sendable {
  /// Version of the program that simulated.
  public let toolVersion: String
  /// The trace's path.
  public let trace: String
  /// True if the trace says which positions its blocks belong to. AiM's traces do not: the tables have one
  /// row for all of it.
  public let hasPositions: Bool
  /// The counters, times and energies of the replay.
  public let measurement: RunMeasurement
  /// The execution of the trace on values.
  public let verification: VerificationStatus
  /// The resolved configuration of the system.
  public let configuration: ConfigurationRecord
  /// The part of the run that the engine `fast` computed; nil with other engines, and in a record that was
  /// read from its file.
  public let effort: Effort?
  /// Remarks on how the trace was read, a sentence each; none in a record that was read from its file.
  public let notes: [String]

  package init(
    toolVersion: String, trace: String, hasPositions: Bool, measurement: RunMeasurement,
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

  /// Times in picoseconds, and counters.
  public var result: SimulationResult { measurement.result }
}
