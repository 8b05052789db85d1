import ArgumentParser
import Reporting

struct Simulate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Simulate an experiment and report how long it takes, and why.")

  @OptionGroup var experiment: ExperimentOptions
  @OptionGroup var part: TokenOptions
  @OptionGroup var options: SimulationOptions

  func run() throws {
    let loaded = try experiment.load()
    let positions = try loaded.positions(part.selection())
    try options.run(
      on: loaded.system, positions: positions,
      { commands, progress in
        try SimulationReport(
          loaded, engine: options.engine, positions: positions, commands: commands, progress: progress)
      },
      text: { $0.text(name: experiment.experiment, isVerbose: options.verbose) }, json: { try $0.json() })
  }
}
