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
    help: ArgumentHelp("The folder of results; reports/sweeps/NAME without.", valueName: "folder"),
    completion: .directory)
  var output: String?

  @Option(help: "What to print.")
  var format = TextOrJSON.text

  @OptionGroup var verbosity: VerbosityOptions

  var isQuiet: Bool { verbosity.quiet }

  /// Prints a table of points in the chosen format; nothing with `--quiet`.
  func print(_ text: @autoclosure () -> String, json: @autoclosure () throws -> [UInt8]) throws {
    if isQuiet { return }
    switch format {
    case .text: try Standard.print(text())
    case .json: try Standard.print(json())
    }
  }

  func load() throws -> SweepRun { try SweepRun(file, folder: output) }
}
