/// A run that cannot be simulated to its end.
public struct SimulationError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The blocks of this position went past the longest run.
  public var position: Int

  /// The longest run, picoseconds: 20 hours of the machine's time. Reports hold no larger numbers, and sums of a few hundred fit 64 bits.
  public static let longestRun: Int64 = 1 << 56

  public var description: String {
    "position \(position) goes past 2^56 ps (20 hours) of the machine's time; "
      + "expected a shorter run: fewer positions, shorter timings or faster clocks"
  }
}

extension Machine {
  /// - Throws: a run that has gone past `SimulationError.longestRun`. Between two sequences of blocks is often enough: a timing is a millisecond
  ///   at the most, so that what is in between cannot reach the end of 64 bits.
  func checkTime(at position: Int) throws(SimulationError) {
    if frontier.time > SimulationError.longestRun { throw SimulationError(position: position) }
  }
}
