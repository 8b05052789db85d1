public import PIMHardware

/// The sizes of a system that placement depends on.
public struct Geometry: Sendable, Hashable {
  public var channels: Int
  /// Banks a channel: outputs of a unit.
  public var banks: Int
  /// Rows a bank.
  public var rows: Int
  /// Column accesses a row.
  public var columns: Int
  /// Elements a column access.
  public var lanes: Int
  public var globalBufferColumns: Int

  public var elementsPerRow: Int { columns * lanes }
  public var globalBufferElements: Int { globalBufferColumns * lanes }
  /// Outputs of one slot: one in every bank of every channel.
  public var outputsPerSlot: Int { channels * banks }

  public init(channels: Int, banks: Int, rows: Int, columns: Int, lanes: Int, globalBufferColumns: Int) {
    self.channels = channels
    self.banks = banks
    self.rows = rows
    self.columns = columns
    self.lanes = lanes
    self.globalBufferColumns = globalBufferColumns
  }

  public init(_ system: System) {
    self.init(
      channels: system.organisation.channels, banks: system.organisation.banks,
      rows: system.organisation.rows, columns: system.organisation.columns,
      lanes: system.organisation.elementsPerColumn, globalBufferColumns: system.globalBufferColumns)
  }
}

/// Where one element lies in the machine.
public struct CellLocation: Sendable, Hashable, CustomStringConvertible {
  public var channel: Int
  public var bank: Int
  public var row: Int
  public var column: Int
  public var lane: Int

  public init(channel: Int, bank: Int, row: Int, column: Int, lane: Int) {
    self.channel = channel
    self.bank = bank
    self.row = row
    self.column = column
    self.lane = lane
  }

  public var description: String {
    "channel \(channel) bank \(bank) row \(row) column \(column) lane \(lane)"
  }
}

/// An element's place in a bank, counted in elements from the first row of its placement.
struct BankElement: Hashable {
  var channel: Int
  var bank: Int
  var element: Int
}

/// Elements of a tensor that follow each other in one bank.
struct LayoutRun {
  var start: BankElement
  var count: Int
  /// Row-major index of the first element in its tensor, and the step from each to the next.
  var first: Int
  var stride: Int
}

/// `a / b`, rounded up.
@inline(__always) func ceilDivide(_ a: Int, _ b: Int) -> Int { (a + b - 1) / b }

/// `a`, rounded up to a multiple of `b`.
@inline(__always) func roundUp(_ a: Int, to b: Int) -> Int { ceilDivide(a, b) * b }
