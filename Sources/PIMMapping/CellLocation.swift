/// The place of one element in the machine.
public struct CellLocation: Sendable, Hashable, CustomStringConvertible {
  /// The channel, from 0.
  public var channel: Int
  /// The bank in its channel, from 0.
  public var bank: Int
  /// The row in its bank, from 0.
  public var row: Int
  /// The column access in its row, from 0.
  public var column: Int
  /// The element in its column access, from 0.
  public var lane: Int

  /// Creates a place.
  public init(channel: Int, bank: Int, row: Int, column: Int, lane: Int) {
    self.channel = channel
    self.bank = bank
    self.row = row
    self.column = column
    self.lane = lane
  }

  /// The place in words: `channel 0 bank 3 row 12 column 5 lane 1`.
  public var description: String {
    "channel \(channel) bank \(bank) row \(row) column \(column) lane \(lane)"
  }
}
