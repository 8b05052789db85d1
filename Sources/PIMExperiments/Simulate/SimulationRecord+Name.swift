public import PIMReports

extension SimulationRecord {
  /// The report as text for a terminal, with hints for the user at its end.
  ///
  /// - Parameters:
  ///   - name: the experiment as the user named it.
  ///   - assume: the keys of a `config.json` that the experiment was loaded with.
  ///   - isVerbose: adds tables of layers and device parts, the commands of each channel, and the effort of
  ///     the engine `fast`.
  public func text(name: String, assume: Set<String> = [], isVerbose: Bool = false) -> String {
    text(of: .experiment(name, assume: assume), isVerbose: isVerbose)
  }

  /// The report of a model's default experiment as text for a terminal, with hints for the user at its end.
  ///
  /// - Parameters:
  ///   - model: the model as the user named it.
  ///   - assume: the keys of a `config.json` that the experiment was loaded with.
  ///   - isVerbose: adds what `text(name:assume:isVerbose:)` adds.
  package func text(model: String, assume: Set<String> = [], isVerbose: Bool = false) -> String {
    text(of: .model(model, assume: assume), isVerbose: isVerbose)
  }
}
