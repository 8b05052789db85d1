/// A run that cannot be simulated to its end.
public struct SimulationError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The blocks of this position went past the longest run.
  public var position: Int

  /// The longest run, picoseconds: 20 hours of the machine's time. Reports hold no larger numbers, and sums
  /// of a few hundred fit 64 bits.
  public static let longestRun: Int64 = 1 << 56

  /// What is wrong and what was expected.
  public var description: String {
    "position \(position) goes past 2^56 ps (20 hours) of the machine's time; "
      + "expected a shorter run: fewer positions, shorter timings or faster clocks"
  }
}
