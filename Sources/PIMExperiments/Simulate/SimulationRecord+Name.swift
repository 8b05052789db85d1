public import PIMReports

extension SimulationRecord {
  /// The report as text for a terminal, with hints for the user at its end.
  ///
  /// - Parameters:
  ///   - name: the experiment as the user named it.
  ///   - isModel: true if the name is that of a model without an experiment (`--model`).
  ///   - options: the options that changed the experiment, such as `["--set", "tokens=2"]`; hints have
  ///     them, too.
  ///   - isVerbose: adds tables of layers and device parts, the commands of each channel, and the effort of
  ///     the engine `fast`.
  public func text(
    name: String, isModel: Bool = false, options: [String] = [], isVerbose: Bool = false
  ) -> String {
    text(of: .experiment(name, isModel: isModel, options: options), isVerbose: isVerbose)
  }
}
