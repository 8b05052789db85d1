import ArgumentParser
import PIMGPT

struct Compare: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Compare reports, experiments and baselines, and explain the difference.",
    discussion: """
      A side is a report's file, an experiment (simulated now) or a baseline (configs/baselines). Values to set in one side alone follow \
      behind @: pimgpt compare gpt2-small gpt2-small@mapping.schedule=overlapped@system=pim-gpt-idd. All sides are held against the \
      first. Exit status 0, 1 if a tolerance is broken, 2 if a side cannot be read. docs/comparing.md has examples.
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, markdown, json, html }

  @Argument(help: "Reports, experiments or baselines; the first is what the others are held against.")
  var sides: [String]

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Replace a value in every experiment: --set system.timing.tRCDRD=20ns. May be repeated.",
      valueName: "path=value"))
  var overrides: [String] = []

  @OptionGroup var part: TokenOptions

  @Option(
    help: ArgumentHelp(
      "How far metrics may be off, in per cent or in their unit: latency=1%,energy=2%. May be repeated.",
      valueName: "metric=limit,…"))
  var tolerance: [String] = []

  @Option(help: "What to print.")
  var format = Format.text

  @Option(
    name: [.short, .customLong("output")],
    help: ArgumentHelp("Write to a file in place of standard output.", valueName: "file"))
  var output: String?

  func run() throws {
    let tolerances = try Tolerance.list(tolerance)
    let file = try output.map { path in try OutputFile(path: path) }
    let line = TerminalLine()
    defer { line.clear() }
    let comparison = try Comparison(sides, overrides: overrides, positions: part.selection())
    let report = try comparison.run(tolerances: tolerances, progress: line.monitor)
    line.clear()
    let bytes =
      switch format {
      case .text: Array(report.text.utf8)
      case .markdown: Array(report.markdown.utf8)
      case .html: Array(report.html.utf8)
      case .json: try report.json()
      }
    if let file {
      try file.write(bytes)
      try file.commit()
    } else {
      try Standard.print(bytes)
    }
    for verdict in report.verdicts where !verdict.holds { Standard.report("broken: \(verdict.text)") }
    if !report.passed { throw ExitCode(Exit.violation) }
  }
}
