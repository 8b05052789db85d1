public import PIMHardware

/// The sizes of a machine that bound the operands of instructions; no timing.
public struct MachineShape: Hashable, Sendable {
  /// Channels, banks, rows, columns, and elements of a column.
  public var organisation: System.Organisation
  /// Size of a channel's global buffer in bursts.
  public var globalBufferColumns: Int
  /// Size of the ASIC's SRAM in bytes.
  public var sramBytes: Int

  /// Size of the ASIC's SRAM in bf16 elements.
  public var sramElements: Int { sramBytes / 2 }

  /// A shape with the given sizes.
  public init(organisation: System.Organisation, globalBufferColumns: Int, sramBytes: Int) {
    self.organisation = organisation
    self.globalBufferColumns = globalBufferColumns
    self.sramBytes = sramBytes
  }

  /// The shape of a machine.
  public init(_ system: System) {
    self.init(
      organisation: system.organisation, globalBufferColumns: system.globalBufferColumns,
      sramBytes: system.asic.sramBytes)
  }
}
