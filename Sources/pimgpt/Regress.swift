import ArgumentParser
import Configuration
import Reporting

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

  func run() throws {
    let regression = try Regression(Suite(path: suite))
    if bless {
      // What changes is shown even if nothing can be stored.
      try Standard.print(regression.text(isBlessed: true))
      try regression.bless()
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
