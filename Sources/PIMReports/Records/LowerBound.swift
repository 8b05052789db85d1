internal import PIMEnergy
internal import PIMSimulation
internal import PIMWorkload

/// A time that no mapping can beat, and what it counts.
public struct LowerBound: Sendable, Hashable {
  /// `macs`, `rows`, `refresh` or `links`.
  public let name: String
  /// In words.
  public let counts: String
  /// The bound, milliseconds.
  public let milliseconds: Double

  package init(name: String, counts: String, milliseconds: Double) {
    self.name = name
    self.counts = counts
    self.milliseconds = milliseconds
  }

  /// The bound, picoseconds.
  public var picoseconds: Double { milliseconds * 1e9 }
}
