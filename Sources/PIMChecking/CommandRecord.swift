package import PIMHardware

/// A line of a command trace.
package struct CommandRecord: Sendable, Hashable {
  /// The line of the file, counted from 1.
  package var line: Int
  /// The cycle of the command clock, counted from 1.
  package var cycle: Int64
  /// The channel, counted from 0.
  package var channel: Int
  /// The command.
  package var command: Command
  /// The bank group; -1 for a command without one.
  package var bankGroup: Int
  /// The bank in its group; -1 for a command without one.
  package var bank: Int
  /// The row; -1 for a command without one.
  package var row: Int
  /// The column; -1 for a command without one.
  package var column: Int

  /// Creates a record; see the properties.
  package init(
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
