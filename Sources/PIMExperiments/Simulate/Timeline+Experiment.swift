public import PIMReports
internal import PIMResults
internal import PIMWorkload

extension Timeline {
  /// The timeline of an experiment's run.
  ///
  /// - Parameter hasCommands: writes a slice for every command.
  public convenience init(_ file: TimelineFile, of experiment: Experiment, hasCommands: Bool) {
    self.init(file, of: experiment.model.name, on: experiment.system, hasCommands: hasCommands)
  }

  /// The timeline of a trace's replay.
  ///
  /// - Parameters:
  ///   - trace: the name of the trace, for the title.
  ///   - hasCommands: a slice for every command.
  public convenience init(
    _ file: TimelineFile, ofTrace trace: String, on machine: SystemDocument, hasCommands: Bool
  ) {
    file.isOfTrace = true
    self.init(file, of: trace, on: machine.system, hasCommands: hasCommands)
  }
}
