internal import PIMExecution
internal import PIMReports

extension VerificationStatus {
  /// The status of a verification; nil if the verification failed.
  package init?(_ report: VerificationReport) {
    guard report.passed else { return nil }
    let result = report.result
    self = .verified(
      positions: result.positions, instructions: result.instructions, elements: result.elementsCompared,
      inputs: report.inputs)
  }
}
