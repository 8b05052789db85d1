import ArgumentParser
import PIMGPT

struct Generate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Generate text on the simulated machine, verified, with its latency.")

  @OptionGroup var experiment: ValueOptions

  @Option(help: "Text to go on from; token numbers for a model that does not say that its tokens are bytes.")
  var prompt: String

  @Option(parsing: .unconditional, help: ArgumentHelp("Tokens to generate.", valueName: "N"))
  var tokens = 100

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Draw tokens at this temperature; greedy without.", valueName: "T"))
  var temperature: Double?

  @Option(parsing: .unconditional, help: "Seed of the draws.")
  var seed: UInt64 = 1

  func validate() throws {
    if tokens < 1 { throw ValidationError("--tokens \(tokens): expected at least 1") }
    if let temperature, !(temperature > 0 && temperature.isFinite) {
      throw ValidationError("--temperature \(temperature): expected a positive number")
    }
  }

  func run() throws {
    let loaded = try experiment.load(hasRun: false)
    let codec = try TextCodec(loaded.model, takesBytes: experiment.bytes)
    let start = try codec.tokens(of: prompt, name: "--prompt")
    if start.isEmpty { throw ValidationError("--prompt: expected at least one token") }
    let line = TerminalLine()
    defer { line.clear() }
    var failure: (any Error)?
    var generated = 0
    func show(_ text: String) {
      do { try Standard.print(text) } catch { failure = failure ?? error }
    }
    let generation = try loaded.generate(
      prompt: start, tokens: tokens,
      method: temperature.map { .temperature($0, seed: seed) } ?? .greedy, codec: codec,
      progress: line.monitor
    ) { token in
      // The progress line and the text share a terminal: the line is removed before the text begins, and
      // continues on a line of its own.
      line.clear()
      if generated == 0 { show(prompt) }
      show(codec.text(of: token, isFirst: false))
      generated += 1
      if generated == tokens { show("\n") }
    }
    line.clear()
    if let failure { throw failure }
    // Text that ended early lacks a line end.
    if generated > 0 && generated < tokens { try Standard.print("\n") }
    try Standard.print((generated > 0 ? "\n" : "") + generation.text())
    if !generation.passed { throw ExitCode(Exit.violation) }
  }
}
