public import PIMReports

extension SimulationRecord {
  /// The report as text for a terminal, with hints for the user at its end.
  ///
  /// - Parameters:
  ///   - name: the experiment as the user named it.
  ///   - isVerbose: adds tables of layers and device parts, the commands of each channel, and the effort of
  ///     the engine `fast`.
  public func text(name: String, isVerbose: Bool = false) -> String {
    text(of: .experiment(name), isVerbose: isVerbose)
  }

  /// The report of a model's default experiment as text for a terminal, with hints for the user at its end.
  ///
  /// - Parameter model: the model as the user named it.
  package func text(model: String, isVerbose: Bool = false) -> String {
    text(of: .model(model), isVerbose: isVerbose)
  }
}
