internal import PIMConfiguration
internal import PIMExperiments
internal import PIMReports

extension PaperReport {
  /// The report as one self-contained page, without script or network.
  var html: String {
    PaperPage(results).write()
  }
}
