internal import PIMConfiguration
internal import PIMReports

extension ReportSubject {
  /// An experiment: a preset, the path of a file, or that of a checkpoint. For a checkpoint or a model the
  /// command that shows it states that its experiment is meant.
  ///
  /// - Parameters:
  ///   - isModel: true for the default experiment of a model that `--model` names.
  ///   - options: the options that change the experiment, which have to be in the commands.
  static func experiment(_ name: String, isModel: Bool, options: [String]) -> ReportSubject {
    let isDefault = CheckpointExperiment(name) != nil || ModelExperiment(name) != nil
    let words = ([name] + options).map(ShellWord.quoted).joined(separator: " ")
    return ReportSubject(
      name: isModel ? "--model \(words)" : words,
      // The name of a model that is an experiment's as well shows another document.
      showCommand: isModel && !isDefault
        ? nil : "pimgpt config show \(words)" + (isDefault ? " --kind experiments" : ""))
  }

  /// A system: a preset or the path of a file.
  static func system(_ name: String) -> ReportSubject {
    ReportSubject(name: name, showCommand: "pimgpt config show \(ShellWord.quoted(name))")
  }
}
