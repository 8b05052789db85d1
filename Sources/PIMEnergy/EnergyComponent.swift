/// A part of the energy, with an entry of its own in every ledger. Equations are in docs/energy.md.
public enum EnergyComponent: Int, CaseIterable, Sendable, Hashable {
  /// Rows opened and closed again, for each bank.
  case activation
  /// Bursts from the banks to the link.
  case read
  /// Bursts from the link into the banks.
  case write
  /// Column accesses that stay inside: by the MAC units and by copies.
  case arrayAccess
  /// The MAC units' own arithmetic.
  case macUnits
  case globalBuffer
  case refresh
  /// Standby with a bank open, and with all banks closed.
  case backgroundActive
  case backgroundPrecharged
  /// Bursts over the pins.
  case linkToChannels
  case linkFromChannels
  /// The ASIC's additions and multiplications.
  case asicDynamic
  /// What the ASIC draws whether it works or not.
  case asicStatic
}
