internal import PIMConfiguration
internal import PIMExperiments
internal import PIMReports

extension PaperReport {
  /// The page: one file without script, network or anything beside it.
  var html: String {
    PaperPage(results).write()
  }
}
