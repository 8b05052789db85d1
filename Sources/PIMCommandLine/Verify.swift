import ArgumentParser
import PIMGPT

struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Execute an experiment's program on values and compare every bit.",
    discussion: """
      Exit status 1 if anything differs, or if the model's values leave what the arithmetic holds; then no latency is reported. \
      Weights that are not finite are an error in the input.
      """)

  @OptionGroup var experiment: ValueOptions

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Verify the first N positions of the run.", valueName: "N"))
  var tokens: Int?

  @Option(parsing: .unconditional, help: "Seed of random weights and tokens where nothing gives them.")
  var seed: UInt64 = 1

  @Option(help: ArgumentHelp("Text to read, in place of random tokens.", valueName: "text"))
  var text: String?

  @Option(
    help: ArgumentHelp(
      "Verify this trace in place of the experiment's own program; - is standard input.", valueName: "file"),
    completion: .file(extensions: ["trace"]))
  var trace: String?

  @OptionGroup var options: PrintOptions<TextOrJSON>

  func validate() throws {
    if experiment.bytes && text == nil { throw ValidationError("--bytes goes with --text") }
    if experiment.ids && text == nil { throw ValidationError("--ids goes with --text") }
  }

  func run() throws {
    let loaded = try experiment.load(options.verbosity)
    let inputs = try text.map { try experiment.codec(loaded).tokens(of: $0, name: "--text") }
    let printout = try options.open()
    let line = TerminalLine(isQuiet: options.isQuiet)
    defer { line.clear() }
    let report = try loaded.verify(
      tokens: inputs, count: tokens, seed: seed, trace: trace, progress: line.monitor)
    line.clear()
    switch options.format {
    case .text: try printout.print(report.text())
    case .json: try printout.print(report.json())
    }
    if !report.passed { throw ExitCode(Exit.violation) }
  }
}
