public import PIMHardware

/// The sizes of a system that placement depends on.
public struct Geometry: Sendable, Hashable {
  /// Channels of the system.
  public var channels: Int
  /// Banks of a channel: outputs of a unit.
  public var banks: Int
  /// Rows of a bank.
  public var rows: Int
  /// Column accesses of a row.
  public var columns: Int
  /// Elements of a column access.
  public var lanes: Int
  /// Bursts of a channel's global buffer.
  public var globalBufferColumns: Int

  /// Elements of a bank's row.
  public var elementsPerRow: Int { columns * lanes }
  /// Elements of a channel's global buffer.
  public var globalBufferElements: Int { globalBufferColumns * lanes }
  /// Outputs of one slot: one in every bank of every channel.
  public var outputsPerSlot: Int { channels * banks }

  /// Creates a geometry from its sizes.
  public init(channels: Int, banks: Int, rows: Int, columns: Int, lanes: Int, globalBufferColumns: Int) {
    self.channels = channels
    self.banks = banks
    self.rows = rows
    self.columns = columns
    self.lanes = lanes
    self.globalBufferColumns = globalBufferColumns
  }

  /// The geometry of a system.
  public init(_ system: System) {
    self.init(
      channels: system.organisation.channels, banks: system.organisation.banks,
      rows: system.organisation.rows, columns: system.organisation.columns,
      lanes: system.organisation.elementsPerColumn, globalBufferColumns: system.globalBufferColumns)
  }
}

/// `a / b`, rounded up.
@inline(__always) func ceilDivide(_ a: Int, _ b: Int) -> Int { (a + b - 1) / b }

/// `a`, rounded up to a multiple of `b`.
@inline(__always) func roundUp(_ a: Int, to b: Int) -> Int { ceilDivide(a, b) * b }
