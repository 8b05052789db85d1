internal import PIMConfiguration

/// A timeline that would be larger than it may.
public struct TimelineTooLarge: Error, Sendable, Hashable, CustomStringConvertible {
  /// The most bytes that it may have.
  public let limit: Int
  /// About how large it would be; nil where it grew larger than anyone expected.
  public var estimate: Int?
  /// A shorter window that has room, both ends included; nil where not one position has, or nobody knows.
  public var fitting: ClosedRange<Int>?

  package init(limit: Int, estimate: Int? = nil, fitting: ClosedRange<Int>? = nil) {
    self.limit = limit
    self.estimate = estimate
    self.fitting = fitting
  }

  /// The size, the limit, and a window that has room.
  public var description: String {
    let size = estimate.map { "about \(NumberText.bytes($0)), more than" } ?? "more than"
    let window = fitting.map { "such as --tokens \($0.lowerBound)..\($0.upperBound)" } ?? "--tokens A..B"
    return
      "the timeline would have \(size) \(NumberText.bytes(limit)); expected a window that is shorter (\(window)) or, with --perfetto-commands, none of single commands. Nothing was written"
  }
}
