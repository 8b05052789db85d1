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

  /// A system: a preset or the path of a file.
  static func system(_ name: String) -> ReportSubject {
    ReportSubject(name: name, showCommand: "pimgpt config show \(name)")
  }
}
