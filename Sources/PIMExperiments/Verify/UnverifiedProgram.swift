internal import PIMReports

/// A program that does not compute its model: nothing is said of its time and energy.
public struct UnverifiedProgram: Error, CustomStringConvertible {
  /// The report with the first difference.
  public let report: VerificationReport

  /// The first difference, with both values.
  public var description: String { report.text() }
}
