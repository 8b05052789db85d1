public import PIMReports

extension ReplayRecord {
  /// The report for a terminal, with a hint for the user at its end.
  ///
  /// - Parameters:
  ///   - system: the system as the user named it.
  ///   - isVerbose: with a table of the layers, the commands of each channel, and what the engine `fast`
  ///     saved.
  public func text(system: String, isVerbose: Bool = false) -> String {
    text(of: .system(system), isVerbose: isVerbose)
  }
}
