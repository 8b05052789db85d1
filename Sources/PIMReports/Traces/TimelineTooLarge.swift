internal import PIMConfiguration

/// The error of a timeline that exceeds its size limit.
public struct TimelineTooLarge: Error, Sendable, Hashable, CustomStringConvertible {
  /// The limit, bytes.
  public let limit: Int
  /// The estimated size, bytes; nil if the timeline exceeded its estimate during the run.
  public var estimate: Int?
  /// A shorter window within the limit, both ends included; nil if no window fits, or none is known.
  public var fitting: ClosedRange<Int>?

  /// True if every command is a slice.
  public var hasCommands: Bool
  /// True for the replay of a trace, which has no shorter window.
  public var isOfTrace: Bool

  package init(
    limit: Int, estimate: Int? = nil, fitting: ClosedRange<Int>? = nil, hasCommands: Bool = false,
    isOfTrace: Bool = false
  ) {
    self.limit = limit
    self.estimate = estimate
    self.fitting = fitting
    self.hasCommands = hasCommands
    self.isOfTrace = isOfTrace
  }

  /// The size, the limit, and what would have room.
  public var description: String {
    let size = estimate.map { "about \(NumberText.bytes($0)), more than" } ?? "more than"
    let window = fitting.map { "such as --tokens \($0.lowerBound)..\($0.upperBound)" } ?? "--tokens A..B"
    let shorter = isOfTrace ? "a shorter trace" : "a shorter window (\(window))"
    let expected = hasCommands ? "\(shorter), or no --perfetto-commands" : shorter
    return
      "the timeline would have \(size) \(NumberText.bytes(limit)); expected \(expected). Nothing was written"
  }
}
