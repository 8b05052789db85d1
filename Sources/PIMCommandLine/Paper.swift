import ArgumentParser
import PIMGPT
import PIMReproduction

struct Paper: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "paper",
    abstract: "Reproduce the paper: its models, its claims, and what they depend on, as a page.",
    discussion: """
      Writes index.html and results.json. Verdicts are computed from the intervals of the claims' file; one that differs is a result, \
      and the exit status is 0. Results are kept as they come; the same command goes on after an interrupt. docs/paper.md describes the \
      page and the file.
      """)

  @Option(
    name: [.short, .customLong("output")],
    help: ArgumentHelp("The folder to write into.", valueName: "folder"), completion: .directory)
  var output = "reports/paper"

  @Option(
    help: ArgumentHelp("The claims: a preset, a path, or - for standard input.", valueName: "file"),
    completion: .presets(.paper))
  var claims = "claims"

  @Option(help: ArgumentHelp("Run this model only. May be repeated.", valueName: "name"))
  var models: [String] = []

  @Option(
    help: ArgumentHelp(
      "A measured processor to compare with, from `pimgpt baseline cpu`. May be repeated.", valueName: "file"),
    completion: .file(extensions: ["yaml"]))
  var cpu: [String] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Run so many simulations at a time, at most as many as there are cores, which is what is done without.",
      valueName: "N"))
  var jobs: Int?

  @Flag(help: "Throw the results of an interrupted run away.")
  var fresh = false

  @Option(help: "What to print.")
  var format = TextOrJSON.text

  @OptionGroup var verbosity: VerbosityOptions

  func validate() throws {
    if let jobs, jobs < 1 { throw ValidationError("--jobs \(jobs): expected 1 or more") }
  }

  func run() throws {
    let document = try PaperDocument(path: claims)
    try PaperReport.check(folder: output)
    let progress = SharedProgress(isQuiet: verbosity.quiet)
    defer { progress.clear() }
    let report = try document.reproduce(
      models: models.isEmpty ? nil : models, measured: cpu, jobs: jobs, folder: output,
      isFresh: fresh, note: { verbosity.note($0) },
      progress: { progress.update($0) })
    progress.clear()
    let files = try report.write(to: output)
    if verbosity.quiet { return }
    switch format {
    case .text: try Standard.print(report.text + "\n  " + files.joined(separator: "\n  ") + "\n")
    case .json: try Standard.print(report.json())
    }
  }
}
