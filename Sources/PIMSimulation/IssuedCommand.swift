public import PIMHardware

/// A command as it went over a channel's command bus.
@frozen public struct IssuedCommand: Hashable, Sendable {
  /// Edge of the command clock, counted from 0.
  public var cycle: Int64
  public var channel: Int16
  public var command: Command
  /// Bank of a single-bank command, otherwise -1.
  public var bank: Int16
  /// Row and column where they apply, otherwise -1.
  public var row: Int32
  public var column: Int32
}
