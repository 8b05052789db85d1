import ArgumentParser
import PIMGPT
import Synchronization

/// A sweep's file and its folder of results.
struct SweepOptions: ParsableArguments {
  @Argument(
    help: "A sweep: a preset, a path, or - for standard input; docs/sweeps.md describes it.",
    completion: .presets(.sweeps))
  var file: String

  @Option(
    name: [.short, .customLong("output")],
    help: ArgumentHelp("The folder of results; reports/sweeps/NAME without.", valueName: "folder"))
  var output: String?

  func load() throws -> SweepRun { try SweepRun(file, folder: output) }
}
