import ArgumentParser
import PIMGPT

struct Regress: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "regress",
    abstract: "Run a suite again and compare with its stored results.",
    discussion: """
      Exit status 0 if every result is as stored or within its tolerances, 1 if one moved or a program does not compute what it should, \
      2 if a case cannot be read or simulated or nothing is stored. docs/comparing.md describes suites.
      """)

  @Argument(
    help: "A suite: a preset, a path, or - for standard input.", completion: .presets(.suites))
  var suite = "default"

  @Flag(help: "Store what is found, and show what that changes.")
  var bless = false

  @OptionGroup var changes: SetOptions

  @Option(
    help: ArgumentHelp(
      "Where the results are stored, in place of the file that the suite names.", valueName: "file"),
    completion: .file(extensions: ["json"]))
  var results: String?

  @Option(
    help: ArgumentHelp("Also write the verdicts as JUnit's XML; - is standard output.", valueName: "file"),
    completion: .file(extensions: ["xml"]))
  var junit: String?

  @OptionGroup var options: PrintOptions<TextOrJSON>

  func validate() throws {
    if bless, !changes.texts.isEmpty { throw ValidationError("--bless and --set contradict each other") }
    if bless, junit != nil {
      throw ValidationError("--bless and --junit contradict each other: what is stored has no verdict")
    }
    if bless, options.format == .json {
      throw ValidationError("--bless and --format json contradict each other: what is stored has no verdict")
    }
    if junit == "-", options.output == nil, options.format == .json {
      throw ValidationError(
        "--junit - and --format json: standard output holds one document; name a file for one of them, with -o for the JSON"
      )
    }
    if results == "-" { throw ValidationError("--results -: results are stored in a file") }
    try Outputs.check([("--output", options.output), ("--junit", junit), ("--results", results)])
  }

  func run() throws {
    let read = try Suite(path: suite, overrides: changes.texts, results: results)
    let file = bless ? try read.resultsFile() : nil
    for note in try read.check(isBlessed: bless) { options.verbosity.note(note) }
    let junitFile = try junit.map { path in try OutputFile(path: path) }
    // Standard output holds one document: JUnit's XML replaces the report.
    let printout = options.output == nil && junit == "-" ? Printout.nothing : try options.open()
    let line = TerminalLine(isQuiet: options.isQuiet)
    defer { line.clear() }
    let regression = try read.run(progress: line.monitor)
    line.clear()
    if let junitFile {
      try junitFile.write(regression.junit)
      try junitFile.commit()
    }
    if let file {
      // The changes are shown even if nothing can be stored.
      try printout.print(regression.text(isBlessed: true, isVerbose: options.isVerbose))
      try regression.bless(file)
      if !options.isQuiet { try Standard.print("stored in \(regression.suite.resultsPath)\n") }
      return
    }
    switch options.format {
    case .text: try printout.print(regression.text(isVerbose: options.isVerbose))
    case .json: try printout.print(regression.json())
    }
    switch regression.status {
    case .clean: return
    case .moved: throw ExitCode(Exit.violation)
    case .broken: throw ExitCode(Exit.usage)
    }
  }
}
