public import PIMReports

extension SimulationRecord {
  /// The report for a terminal, with hints for the user at its end.
  ///
  /// - Parameters:
  ///   - name: the experiment as the user named it.
  ///   - isVerbose: with a table of the layers, the commands of each channel, and what the engine `fast`
  ///     saved.
  public func text(name: String, isVerbose: Bool = false) -> String {
    text(of: .experiment(name), isVerbose: isVerbose)
  }
}
