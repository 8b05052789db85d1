import ArgumentParser
import Reporting

struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Execute an experiment's program on values and compare every bit.",
    discussion: "Exit status 1 if anything differs; then no latency is reported.")

  @OptionGroup var experiment: ValueOptions

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Verify the first N positions of the run.", valueName: "N"))
  var tokens: Int?

  @Option(parsing: .unconditional, help: "Seed of random weights and tokens where nothing gives them.")
  var seed: UInt64 = 1

  @Option(help: ArgumentHelp("Text to read, in place of random tokens.", valueName: "text"))
  var text: String?

  @Option(
    help: ArgumentHelp("Verify this trace in place of the experiment's own program.", valueName: "file"))
  var trace: String?

  func run() throws {
    let loaded = try experiment.load()
    let inputs = try text.map { try TextCodec(loaded.model).tokens(of: $0, name: "--text") }
    let progress = Progress()
    defer { progress.clear() }
    let report = try VerificationReport(
      loaded, tokens: inputs, count: tokens, seed: seed, trace: trace, progress: progress)
    progress.clear()
    try Standard.print(report.text())
    if !report.passed { throw ExitCode(1) }
  }
}
