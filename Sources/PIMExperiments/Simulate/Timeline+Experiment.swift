public import PIMReports
internal import PIMWorkload

extension Timeline {
  /// The timeline of an experiment's run.
  ///
  /// - Parameter hasCommands: writes a slice for every command.
  public convenience init(_ file: TimelineFile, of experiment: Experiment, hasCommands: Bool) {
    self.init(file, of: experiment.model.name, on: experiment.system, hasCommands: hasCommands)
  }
}
