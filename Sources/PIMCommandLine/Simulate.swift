import ArgumentParser
import PIMGPT

struct Simulate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
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

  func run() throws {
    let loaded = try experiment.load(options.verbosity)
    let positions = try loaded.positions(part.selection())
    let file = try options.perfetto.map { path in try TimelineFile(path: path) }
    let timeline = file.map { Timeline($0, of: loaded, hasCommands: options.perfettoCommands) }
    try options.run(
      on: loaded.system,
      { commands, power, line in
        let record = try loaded.simulate(
          engine: options.engine, positions: positions, verifying: verify, commands: commands,
          timeline: timeline, power: power, progress: line.monitor)
        try file?.finish()
        return record
      },
      text: { experiment.text(of: $0, isVerbose: options.verbosity.verbose) },
      json: { try $0.json() })
  }
}
