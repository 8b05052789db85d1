public import PIMFastForward
public import PIMResults

/// The record of a replay: the data of its report. A trace does not name its model, so a replay has no lower
/// bound.
public struct ReplayRecord: Sendable {
  /// The version of the program that simulated.
  public let toolVersion: String
  /// The trace's path.
  public let trace: String
  /// True if the trace states the position of each block. AiM's traces do not: the tables of their reports
  /// have a single row for the whole trace.
  public let hasPositions: Bool
  /// The counters, times and energies of the replay.
  public let measurement: RunMeasurement
  /// The result of executing the trace on values.
  public let verification: VerificationStatus
  /// The resolved configuration of the system.
  public let configuration: ConfigurationRecord
  /// The blocks that the engine `fast` computed and replayed; nil with other engines, and in a record that
  /// was read from its file.
  public let effort: Effort?
  /// Remarks on how the trace was read, a sentence each; empty in a record that was read from its file.
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

  /// The times (picoseconds) and counters of the replay.
  public var result: SimulationResult { measurement.result }
}
