internal import PIMConfiguration

/// The error of a run that has too many windows.
public struct TooManyWindows: Error, Sendable, Hashable, CustomStringConvertible {
  /// The time of the run, picoseconds.
  public let time: Int64
  /// The length of a window, picoseconds.
  public let window: Int64

  /// The numbers, and a length that would do.
  public var description: String {
    var shortest: Int64 = 1_000
    while time / shortest >= PowerMeter.mostWindows / 2 { shortest *= 10 }
    return
      "power in windows of \(Picoseconds(window)) for \(Picoseconds(time)): more than \(PowerMeter.mostWindows) windows; "
      + "expected a longer one, such as --power-window \(Picoseconds(shortest).description.replacing(" ", with: "")). Nothing was written"
  }
}
