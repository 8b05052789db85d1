public import ArgumentParser
public import PIMGPT

struct Compare: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compare reports, experiments and baselines, and explain the difference.",
    discussion: """
      A side is a report's file, an experiment (simulated now) or a baseline (configs/baselines). Values to set in one side alone follow \
      behind @: pimgpt compare gpt2-small gpt2-small@mapping.schedule=overlapped@system=pim-gpt-idd. All sides are held against the \
      first. Energies are compared under one accounting and without what one side does not model, or not at all. Machines are compared \
      by what their timings and rules mean. Exit status 0, 1 if a tolerance is broken, 2 if a side cannot be read. docs/comparing.md has examples.
      """)

  enum Format: String, PrintFormat { case text, markdown, json, html }

  @Argument(
    help:
      "Reports, experiments or baselines, - for standard input; the first is what the others are held against.",
    completion: .presets(.experiments, .baselines, .models))
  var sides: [String]

  @OptionGroup var changes: SetOptions

  @OptionGroup var assumptions: AssumeOptions

  @OptionGroup var part: TokenOptions

  @Option(
    help: ArgumentHelp(
      "How far metrics may be off, in per cent or in their unit: latency=1%,energy=2%. May be repeated.",
      valueName: "metric=limit,…"))
  var tolerance: [String] = []

  @Option(
    help: ArgumentHelp(
      "The accounting of all energies: gross or net (docs/energy.md). By default that of the first side, or the second's.",
      valueName: "gross|net"))
  var accounting: Electrical.Accounting?

  @Flag(name: .customLong("all"), help: "Print every timing and rule that machines do not share.")
  var showsAll = false

  @OptionGroup var options: PrintOptions<Format>

  func run() throws {
    let tolerances = try Tolerance.list(tolerance)
    let printout = try options.open()
    let line = TerminalLine(isQuiet: options.isQuiet)
    defer { line.clear() }
    // The system's name, since a side is told from a preset by its slash.
    let names = sides.map { $0 == "-" ? "/dev/stdin" : $0 }
    let comparison = try Comparison(
      names, overrides: assumptions.texts + changes.texts, positions: part.selection())
    let report = try comparison.run(
      tolerances: tolerances, accounting: accounting, showsAll: showsAll, progress: line.monitor)
    line.clear()
    switch options.format {
    case .text: try printout.print(report.text)
    case .markdown: try printout.print(Array(report.markdown.utf8))
    case .html: try printout.print(Array(report.html.utf8))
    case .json: try printout.print(report.json())
    }
    for verdict in report.verdicts where !verdict.holds { Standard.report("broken: \(verdict.text)") }
    if !report.passed { throw ExitCode(Exit.violation) }
  }
}

extension Electrical.Accounting: ExpressibleByArgument {}
