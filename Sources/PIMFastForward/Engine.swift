/// The ways of simulating a run. Each engine gives the same times.
public enum Engine: String, CaseIterable, Sendable {
  /// Walks the clock edge by edge: the oracle.
  case stepped
  /// Jumps from command to command.
  case event
  /// Skips what has been seen before. Runs whose commands are handed out, and programs of a host, are left to
  /// `event`.
  case fast
}
