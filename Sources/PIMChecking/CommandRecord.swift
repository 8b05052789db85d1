public import PIMHardware

/// A line of a command trace.
public struct CommandRecord: Sendable, Hashable {
  /// The line of the file, counted from 1.
  public var line: Int
  /// The cycle of the command clock, counted from 1.
  public var cycle: Int64
  /// The channel, counted from 0.
  public var channel: Int
  /// The command.
  public var command: Command
  /// The bank group; -1 for a command without one.
  public var bankGroup: Int
  /// The bank in its group; -1 for a command without one.
  public var bank: Int
  /// The row; -1 for a command without one.
  public var row: Int
  /// The column; -1 for a command without one.
  public var column: Int

  /// Creates a record; see the properties.
  public init(
    line: Int, cycle: Int64, channel: Int, command: Command, bankGroup: Int = -1, bank: Int = -1,
    row: Int = -1,
    column: Int = -1
  ) {
    self.line = line
    self.cycle = cycle
    self.channel = channel
    self.command = command
    self.bankGroup = bankGroup
    self.bank = bank
    self.row = row
    self.column = column
  }
}
