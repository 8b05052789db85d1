internal import PIMReports

extension ReportSubject {
  /// An experiment: a preset, the path of a file, or that of a checkpoint. For a checkpoint the command
  /// states that its experiment is meant, not its model.
  static func experiment(_ name: String) -> ReportSubject {
    ReportSubject(
      name: name,
      showCommand: "pimgpt config show \(name)"
        + (CheckpointExperiment(name) == nil ? "" : " --kind experiments"))
  }

  /// A system: a preset or the path of a file.
  static func system(_ name: String) -> ReportSubject {
    ReportSubject(name: name, showCommand: "pimgpt config show \(name)")
  }
}
