/// The error of a program that does not compute its model; such a program has no time and no energy.
public struct UnverifiedProgram: Error, CustomStringConvertible {
  /// The report with the first difference.
  public let report: VerificationReport

  /// The first difference, with both values.
  public var description: String { report.text() }
}
