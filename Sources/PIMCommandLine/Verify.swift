import ArgumentParser
import PIMGPT

struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Execute an experiment's program on values and compare every bit.",
    discussion: """
      Exit status 1 if anything differs, or if the model's values leave what the arithmetic holds; then no latency is reported. \
      With --reference also if Reference B, the model in binary32, differs from the file by more than the tolerance. \
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

  @Option(
    help: ArgumentHelp(
      "Read the tokens of this file, and compare the logits with its own: safetensors with input_ids [n], I32 or I64, and logits [n, vocabulary], F32, F16 or BF16.",
      valueName: "file"), completion: .file(extensions: ["safetensors"]))
  var reference: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The largest difference of Reference B from --reference, in parts of the file's largest logit; \(ReferenceComparison.defaultTolerance) if not given.",
      valueName: "number"))
  var tolerance: Double?

  @OptionGroup var options: PrintOptions<TextOrJSON>

  func validate() throws {
    if reference != nil {
      for (name, isGiven) in [
        ("--text", text != nil), ("--tokens", tokens != nil), ("--trace", trace != nil),
      ] where isGiven { throw ValidationError("--reference and \(name) both name the tokens") }
    }
    if let tolerance {
      if reference == nil { throw ValidationError("--tolerance goes with --reference") }
      guard tolerance >= 0, tolerance.isFinite else {
        throw ValidationError("--tolerance is \(tolerance); expected a number from 0 on")
      }
    }
    if experiment.bytes && text == nil { throw ValidationError("--bytes goes with --text") }
    if experiment.ids && text == nil { throw ValidationError("--ids goes with --text") }
  }

  func run() throws {
    let loaded = try experiment.load(options.verbosity)
    let inputs = try text.map { try experiment.codec(loaded).tokens(of: $0, name: "--text") }
    let printout = try options.open()
    let line = TerminalLine(isQuiet: options.isQuiet)
    defer { line.clear() }
    let report =
      if let reference {
        try loaded.verify(
          reference: reference, tolerance: tolerance ?? ReferenceComparison.defaultTolerance,
          progress: line.monitor)
      } else {
        try loaded.verify(
          tokens: inputs, count: tokens, seed: seed, trace: trace, progress: line.monitor)
      }
    line.clear()
    switch options.format {
    case .text: try printout.print(report.text(isVerbose: options.isVerbose))
    case .json: try printout.print(report.json())
    }
    if !report.passed || !report.isWithinTolerance { throw ExitCode(Exit.violation) }
  }
}
