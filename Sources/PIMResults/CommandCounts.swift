public import PIMHardware

/// A count for each kind of command.
@frozen public struct CommandCounts: Sendable, Hashable, CustomStringConvertible {
  /// Indexed by `Command.rawValue`.
  @usableFromInline package var counts: Vector24

  /// Counts of 0.
  @inlinable public init() { counts = Vector24() }

  /// The count of one kind of command.
  @inlinable public subscript(command: Command) -> Int64 {
    get { counts[Int(command.rawValue)] }
    set { counts[Int(command.rawValue)] = newValue }
  }

  /// The sum over all kinds.
  @inlinable public var total: Int64 { counts.sum }

  @inlinable @inline(__always)
  package mutating func count(_ command: Command) { counts.add(1, at: Int(command.rawValue)) }

  /// Adds each count of another.
  @inlinable public static func += (a: inout CommandCounts, b: CommandCounts) { a.counts += b.counts }

  /// The kinds that occurred, with their counts.
  public var description: String {
    Command.allCases.filter { self[$0] != 0 }.map { "\($0) \(self[$0])" }.joined(separator: ", ")
  }
}
