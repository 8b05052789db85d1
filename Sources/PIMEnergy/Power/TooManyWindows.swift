internal import PIMConfiguration

/// The error of a run that has too many windows of power.
public struct TooManyWindows: Error, Sendable, Hashable, CustomStringConvertible {
  /// The time of the run, picoseconds.
  public let time: Int64
  /// The length of a window, picoseconds.
  public let window: Int64
  /// The number of windows that there is room for.
  public let most: Int

  /// The numbers, and a length that would do.
  public var description: String {
    var shortest: Int64 = 1_000
    while time / shortest > most / 2 { shortest *= 10 }
    return
      "power in windows of \(Picoseconds(window)) over \(Picoseconds(time)): found \(time / window) windows, "
      + "expected at most \(most), which windows of \(Picoseconds(shortest)) have room for"
  }
}
