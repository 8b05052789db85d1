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
    let file = try perfetto.map { path in try TimelineFile(path: path) }
    let timeline = file.map { Timeline($0, of: loaded, hasCommands: perfettoCommands) }
    try options.run(
      on: loaded.system,
      { commands, line in
        let record = try loaded.simulate(
          engine: options.engine, positions: positions, verifying: verify, commands: commands,
          timeline: timeline, progress: line.monitor)
        try file?.finish()
        return record
      },
      text: { $0.text(name: experiment.experiment, isVerbose: options.verbose) }, json: { try $0.json() })
  }
}
