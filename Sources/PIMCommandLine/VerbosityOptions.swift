import ArgumentParser
import PIMGPT

/// The options for the amount of output.
struct VerbosityOptions: ParsableArguments {
  @Flag(
    name: .shortAndLong,
    help: "Print neither report, notes nor progress; files that options name are written, errors reported.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Print more, and name each file that is read.")
  var verbose = false

  func validate() throws {
    if quiet && verbose { throw ValidationError("--quiet and --verbose contradict each other") }
    if verbose { InputFiles.announce { Standard.report("note: reads \($0)") } }
  }

  /// Writes a remark to standard error; nothing with `--quiet`.
  func note(_ text: String) { if !quiet { Standard.report("note: \(text)") } }
}
