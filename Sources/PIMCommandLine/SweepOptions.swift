import ArgumentParser
import PIMGPT
import Synchronization

/// A sweep's file and its folder of results.
struct SweepOptions: ParsableArguments {
  @Argument(help: "The file of a sweep; docs/sweeps.md describes it.")
  var file: String

  @Option(
    name: [.short, .customLong("output")],
    help: ArgumentHelp("The folder of results; reports/sweeps/NAME without.", valueName: "folder"))
  var output: String?

  func load() throws -> SweepRun {
    let preset = "configs/sweeps/\(file).yaml"
    if !FilePath.exists(file), FilePath.isFile(preset) {
      throw InputError(file, "no such file", expected: "the path of a sweep", suggestion: preset)
    }
    return try SweepRun(file, folder: output)
  }
}
