/// The error of a timeline that exceeds its size limit.
public struct TimelineTooLarge: Error, Sendable, Hashable, CustomStringConvertible {
  /// The limit, bytes.
  public let limit: Int
  /// The estimated size, bytes; nil if the timeline exceeded its estimate during the run.
  public var estimate: Int?
  /// A shorter window within the limit, both ends included; nil if no window fits, or none is known.
  public var fitting: ClosedRange<Int>?

  package init(limit: Int, estimate: Int? = nil, fitting: ClosedRange<Int>? = nil) {
    self.limit = limit
    self.estimate = estimate
    self.fitting = fitting
  }

  /// The message: size, limit, and a window that fits.
  public var description: String {
    let size = estimate.map { "about \(NumberText.bytes($0)), more than" } ?? "more than"
    let window = fitting.map { "such as --tokens \($0.lowerBound)..\($0.upperBound)" } ?? "--tokens A..B"
    return
      "the timeline would have \(size) \(NumberText.bytes(limit)); expected a window that is shorter (\(window)) or, with --perfetto-commands, none of single commands. Nothing was written"
  }
}
