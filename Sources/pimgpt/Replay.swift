import ArgumentParser
import Reporting

struct Replay: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Simulate a trace.",
    discussion: "The trace of an experiment takes exactly as long as the experiment on the same system.")

  @Argument(help: "A trace, as `compile` writes it.")
  var trace: String

  @Option(help: ArgumentHelp("The machine, a preset or a path.", valueName: "name"))
  var system: String

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Replace a value: --set system.timing.tRCDRD=20ns. May be repeated.", valueName: "path=value"))
  var overrides: [String] = []

  @OptionGroup var options: SimulationOptions

  func run() throws {
    let machine = try SystemDocument(system, overrides: overrides)
    try options.run(
      on: machine.system, positions: 0..<0,
      { commands, progress in
        try ReplayReport(
          trace: trace, on: machine, engine: options.engine, commands: commands, progress: progress)
      },
      text: { $0.text(system: system, isVerbose: options.verbose) }, json: { try $0.json() })
  }
}
