internal import PIMReports

extension ReportSubject {
  /// An experiment: a preset, the path of a file, or that of a checkpoint. For a checkpoint or a model the
  /// command states that its experiment is meant.
  ///
  /// - Parameter assume: keys of a `config.json` that are waved through, and so have to be in the command.
  static func experiment(_ name: String, assume: Set<String>) -> ReportSubject {
    let isDefault = CheckpointExperiment(name) != nil || ModelExperiment(name) != nil
    return ReportSubject(
      name: name,
      showCommand: "pimgpt config show \(name)" + (isDefault ? " --kind experiments" : "") + options(assume))
  }

  private static func options(_ assume: Set<String>) -> String {
    assume.sorted().map { " --assume \($0)" }.joined()
  }

  /// The default experiment of a model that `--model` names.
  ///
  /// - Parameter assume: keys of a `config.json` that are waved through, and so have to be in the command.
  static func model(_ name: String, assume: Set<String>) -> ReportSubject {
    // Another name shows another document, or none.
    let isDefault = CheckpointExperiment(name) != nil || ModelExperiment(name) != nil
    return ReportSubject(
      name: "--model \(name)",
      showCommand: isDefault ? "pimgpt config show \(name) --kind experiments" + options(assume) : nil)
  }

  /// A system: a preset or the path of a file.
  static func system(_ name: String) -> ReportSubject {
    ReportSubject(name: name, showCommand: "pimgpt config show \(name)")
  }
}
