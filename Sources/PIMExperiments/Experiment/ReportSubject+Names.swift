internal import PIMReports

extension ReportSubject {
  /// An experiment: a preset, the path of a file, or that of a checkpoint. For a checkpoint or a model the
  /// command states that its experiment is meant.
  static func experiment(_ name: String) -> ReportSubject {
    let isDefault = CheckpointExperiment(name) != nil || ModelExperiment(name) != nil
    return ReportSubject(
      name: name,
      showCommand: "pimgpt config show \(name)"
        + (isDefault ? " --kind experiments" : ""))
  }

  /// The default experiment of a model that `--model` names.
  static func model(_ name: String) -> ReportSubject {
    // Another name shows another document, or none.
    let isDefault = CheckpointExperiment(name) != nil || ModelExperiment(name) != nil
    return ReportSubject(
      name: "--model \(name)", showCommand: isDefault ? "pimgpt config show \(name) --kind experiments" : nil)
  }

  /// A system: a preset or the path of a file.
  static func system(_ name: String) -> ReportSubject {
    ReportSubject(name: name, showCommand: "pimgpt config show \(name)")
  }
}
