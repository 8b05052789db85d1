public import PIMReports

extension ReplayRecord {
  /// The report as text for a terminal, with a hint for the user at its end.
  ///
  /// - Parameters:
  ///   - system: the system as the user named it.
  ///   - isVerbose: adds tables of layers and device parts, the commands of each channel, and the effort of
  ///     the engine `fast`.
  public func text(system: String, isVerbose: Bool = false) -> String {
    text(of: .system(system), isVerbose: isVerbose)
  }
}
