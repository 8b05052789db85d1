/// A lower bound on the latency: of the work that a mapping makes, or of the machine under every mapping.
public struct LowerBound: Sendable, Hashable {
  /// The bound's key: `macs`, `rows`, `refresh` or `links` of the mapping's work, or `machine`.
  public let name: String
  /// The work that the bound counts, in a phrase.
  public let counts: String
  /// The bound, milliseconds.
  public let milliseconds: Double

  /// The key of the bound that holds for every mapping.
  package static let machineName = "machine"

  package init(name: String, counts: String, milliseconds: Double) {
    self.name = name
    self.counts = counts
    self.milliseconds = milliseconds
  }

  /// The bound, picoseconds.
  public var picoseconds: Double { milliseconds * 1e9 }
}
