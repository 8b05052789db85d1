/// The engines that simulate a run. Every engine gives the same times.
public enum Engine: String, CaseIterable, Sendable {
  /// Advances the clock edge by edge: the oracle.
  case stepped
  /// Advances from command to command.
  case event
  /// Replays work that repeats. Runs with a receiver of commands, and programs of a host, are left to
  /// `event`.
  case fast
}
