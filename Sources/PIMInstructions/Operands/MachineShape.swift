public import PIMHardware

/// What an instruction's operands are measured against: the sizes of a machine, without its timing.
public struct MachineShape: Hashable, Sendable {
  public var organisation: System.Organisation
  /// Size of a channel's global buffer in bursts.
  public var globalBufferColumns: Int
  public var sramBytes: Int

  /// Size of the ASIC's SRAM in bf16 elements.
  public var sramElements: Int { sramBytes / 2 }

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
