internal import PIMHardware

/// The header lines with a number, in the order in which they are written.
public enum TraceHeaderField: String, CaseIterable, Hashable, Sendable {
  /// Channels of the machine.
  case channels
  /// Bank groups of a channel.
  case bankGroups = "bank-groups"
  /// Banks of a bank group.
  case banksPerGroup = "banks-per-group"
  /// Rows of a bank.
  case rows
  /// Columns (bursts) of a row.
  case columns
  /// Elements of a burst.
  case elementsPerColumn = "elements-per-column"
  /// Bursts of a channel's global buffer.
  case globalBufferColumns = "global-buffer-columns"
  /// Bytes of the ASIC's SRAM.
  case sramBytes = "sram-bytes"

  /// The name of the line that holds the schedule; it comes last.
  public static let schedule = "schedule"

  /// The allowed values: wide enough for any machine, narrow enough that no product of operands overflows.
  public var range: ClosedRange<Int> {
    switch self {
    case .channels: 1...ChannelMask.maximumChannels
    case .bankGroups: 1...64
    case .banksPerGroup: 1...256
    case .rows: 1...Int(Int32.max)
    case .columns, .elementsPerColumn, .globalBufferColumns: 1...65536
    case .sramBytes: 2...Int(Int32.max)
    }
  }

  /// A description in a few words, for documentation.
  public var meaning: String {
    switch self {
    case .channels: "channels of the machine"
    case .bankGroups: "bank groups of a channel"
    case .banksPerGroup: "banks of a bank group"
    case .rows: "rows of a bank"
    case .columns: "columns (bursts) of a row"
    case .elementsPerColumn: "elements (bf16) of a burst"
    case .globalBufferColumns: "bursts of a channel's global buffer"
    case .sramBytes: "bytes of the ASIC's SRAM, two for each element"
    }
  }

  /// The value of the field for a machine.
  package func value(in shape: MachineShape) -> Int {
    switch self {
    case .channels: shape.organisation.channels
    case .bankGroups: shape.organisation.bankGroups
    case .banksPerGroup: shape.organisation.banksPerGroup
    case .rows: shape.organisation.rows
    case .columns: shape.organisation.columns
    case .elementsPerColumn: shape.organisation.elementsPerColumn
    case .globalBufferColumns: shape.globalBufferColumns
    case .sramBytes: shape.sramBytes
    }
  }
}
