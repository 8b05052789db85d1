public import PIMHardware

/// One line of a command trace, as it stands there.
public struct CommandRecord: Sendable, Hashable {
  /// Line of the file, counted from 1.
  public var line: Int
  /// Of the command clock, counted from 1.
  public var cycle: Int64
  public var channel: Int
  public var command: Command
  /// Bank group, and bank in its group; -1 where they do not apply.
  public var bankGroup: Int
  public var bank: Int
  /// -1 where they do not apply.
  public var row: Int
  public var column: Int

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

/// A command trace that cannot be read, and where.
public struct CommandTraceError: Error, Sendable, Hashable, CustomStringConvertible {
  public let file: String
  /// Counted from 1.
  public let line: Int
  /// Byte of the line, counted from 1.
  public let column: Int
  public let what: String
  public let expected: String

  public var description: String { "\(file):\(line):\(column): \(what); expected \(expected)" }
}
