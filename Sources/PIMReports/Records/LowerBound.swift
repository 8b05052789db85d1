/// A lower bound on the latency, valid for every mapping.
public struct LowerBound: Sendable, Hashable {
  /// The bound's key: `macs`, `rows`, `refresh` or `links`.
  public let name: String
  /// The work that the bound counts, in a phrase.
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
