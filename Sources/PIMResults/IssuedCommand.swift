public import PIMHardware

/// A command on the command bus of a channel.
@frozen public struct IssuedCommand: Hashable, Sendable {
  /// Edge of the command clock, counted from 0.
  public var cycle: Int64
  /// The channel, from 0.
  public var channel: Int16
  /// The command.
  public var command: Command
  /// Bank of a single-bank command, otherwise -1.
  public var bank: Int16
  /// Row of a command with a row, otherwise -1.
  public var row: Int32
  /// Column of a command with a column, otherwise -1.
  public var column: Int32

  /// Creates a command as issued.
  @inlinable package init(
    cycle: Int64, channel: Int16, command: Command, bank: Int16, row: Int32, column: Int32
  ) {
    (self.cycle, self.channel, self.command) = (cycle, channel, command)
    (self.bank, self.row, self.column) = (bank, row, column)
  }
}
