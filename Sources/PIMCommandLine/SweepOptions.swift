import ArgumentParser
import PIMGPT
import Synchronization

/// The points that compete in the Pareto front.
struct FrontOptions: ParsableArguments {
  @Flag(help: "Let points that vary what has no cost compete in the Pareto front, too.")
  var paretoAll = false

  var competitors: Sweep.Competitors? { paretoAll ? .all : nil }
}

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

  func validate() throws {
    if output == "-" { throw ValidationError("--output -: the results of a sweep are a folder") }
  }

  func load(_ front: FrontOptions? = nil) throws -> SweepRun {
    try SweepRun(file, folder: output, competitors: front?.competitors)
  }
}
