import ArgumentParser
import PIMGPT

struct Regress: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run a suite again and compare with its stored results.",
    discussion: """
      Exit status 0 if every result is as stored or within its tolerances, 1 if one moved or a program does not compute what it should, \
      2 if a case cannot be read or simulated or nothing is stored. docs/comparing.md describes suites.
      """)

  @Argument(help: "A suite's file.")
  var suite = "configs/suites/default.yaml"

  @Flag(help: "Store what is found, and show what that changes.")
  var bless = false

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Replace a value in every case, to see what that would change: --set system.timing.tRCDRD=20ns. May be repeated.",
      valueName: "path=value"))
  var overrides: [String] = []

  func validate() throws {
    if bless, !overrides.isEmpty { throw ValidationError("--bless and --set contradict each other") }
  }

  func run() throws {
    let read = try Suite(path: suite, overrides: overrides)
    let file = bless ? try OutputFile(path: read.resultsPath, mayReplaceInput: true) : nil
    let line = TerminalLine()
    defer { line.clear() }
    let regression = try read.run(progress: line.monitor)
    line.clear()
    if let file {
      // The changes are shown before they are stored, which may fail.
      try Standard.print(regression.text(isBlessed: true))
      try regression.bless(file)
      try Standard.print("stored in \(regression.suite.resultsPath)\n")
      return
    }
    try Standard.print(regression.text())
    switch regression.status {
    case .clean: return
    case .moved: throw ExitCode(Exit.violation)
    case .broken: throw ExitCode(Exit.usage)
    }
  }
}
