/// A disagreement of the two ways to the energy of a run. No energy is reported.
public struct EnergyMismatch: Error, Sendable, Hashable, CustomStringConvertible {
  /// The sum of the ledger, in joules.
  public let ledgerJoules: Double
  /// Mean power times duration, in joules.
  public let integralJoules: Double

  /// The message for the user.
  public var description: String {
    "energy does not add up: the ledger has \(ledgerJoules) J, mean power times duration is \(integralJoules) J; expected them to agree "
      + "within one part in 10^12. This is a mistake in the program: please report it with the configuration. No energy and no latency is "
      + "reported"
  }
}
