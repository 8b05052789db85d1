import ArgumentParser
import PIMGPT

struct Simulate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Simulate an experiment and report how long it takes, and why.")

  @OptionGroup var experiment: ExperimentOptions
  @OptionGroup var part: TokenOptions
  @OptionGroup var options: SimulationOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Execute the first N positions on values first and compare every bit; what fails is not timed.",
      valueName: "N"))
  var verify: Int?

  @Option(
    help: ArgumentHelp(
      "Write a timeline of the run for ui.perfetto.dev: positions, operators, ASIC, channels, rows, links. The engine event or stepped makes it. For a few tokens: --tokens A..B.",
      valueName: "file"))
  var perfetto: String?

  @Flag(help: "Let the timeline have every single command.")
  var perfettoCommands = false

  func validate() throws {
    if perfettoCommands && perfetto == nil {
      throw ValidationError("--perfetto-commands goes with --perfetto")
    }
    try Outputs.check(options.files + [("--perfetto", perfetto)])
  }

  func run() throws {
    let loaded = try experiment.load()
    let positions = try loaded.positions(part.selection())
    var verification = VerificationStatus.notExecuted
    let file = try perfetto.map { path in try TimelineFile(path: path) }
    let timeline = file.map { Timeline($0, of: loaded, hasCommands: perfettoCommands) }
    try options.run(
      on: loaded.system,
      prepare: { line in
        if let verify {
          verification = try self.verification(of: loaded, positions: verify, line)
          line.clear()
        }
        if perfetto != nil {
          try Timeline.checkSize(of: loaded, positions: positions, hasCommands: perfettoCommands)
        }
      },
      { commands, line in
        let report = try SimulationReport(
          loaded, engine: options.engine, positions: positions, verification: verification,
          commands: timeline.map { timeline in
            { command in
              timeline.command(command)
              commands?(command)
            }
          } ?? commands, progress: line.monitor?.positions(positions), observer: timeline?.observer)
        timeline?.finish(at: report.result.time)
        try file?.finish()
        return report
      },
      text: { $0.text(name: experiment.experiment, isVerbose: options.verbose) }, json: { try $0.json() })
  }

  /// Verifies, or says what differs and ends with status 1.
  private func verification(
    of loaded: Experiment, positions count: Int, _ line: TerminalLine
  ) throws -> VerificationStatus {
    let all = try loaded.positions(nil).upperBound
    guard (1...all).contains(count) else {
      throw InputError("--verify \(count)", "outside the run", expected: "1 to \(all)")
    }
    let report = try VerificationReport(loaded, count: count, progress: line.monitor)
    line.clear()
    guard let status = VerificationStatus(report) else {
      Standard.report(report.text())
      throw ExitCode(Exit.violation)
    }
    return status
  }
}
