extension PaperReport {
  /// The report as one self-contained page, without script or network.
  var html: String {
    PaperPage(results).write()
  }
}
