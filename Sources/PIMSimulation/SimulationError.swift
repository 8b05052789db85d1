/// A run that exceeds the longest time that can be simulated.
public struct SimulationError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The position whose blocks exceeded the longest run.
  public var position: Int

  /// The longest run, picoseconds: 20 hours of the machine's time. Numbers in reports are no larger, and sums
  /// of a few hundred of them fit 64 bits.
  public static let longestRun: Int64 = 1 << 56

  /// The message, on one line.
  public var description: String {
    "position \(position) goes past 2^56 ps (20 hours) of the machine's time; "
      + "expected a shorter run: fewer positions, shorter timings or faster clocks"
  }
}
