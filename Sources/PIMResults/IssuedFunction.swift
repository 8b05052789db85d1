/// A function that the ASIC has run.
@frozen public struct IssuedFunction: Hashable, Sendable {
  /// What the function's time counts as.
  public var cause: Cause
  /// The beginning, picoseconds.
  public var start: Int64
  /// The end, picoseconds.
  public var end: Int64
  /// Additions; comparisons and integer additions are included.
  public var additions: Int64
  /// Multiplications.
  public var multiplications: Int64

  package init(cause: Cause, start: Int64, end: Int64, additions: Int64, multiplications: Int64) {
    (self.cause, self.start, self.end) = (cause, start, end)
    (self.additions, self.multiplications) = (additions, multiplications)
  }
}
