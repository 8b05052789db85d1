import ArgumentParser
import Execution
import Reporting

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
    var isStarted = false
    var failure: (any Error)?
    let generation = try Generation(
      loaded, prompt: start, tokens: tokens,
      method: temperature.map { .temperature($0, seed: seed) } ?? .greedy, codec: codec
    ) { token in
      let text = codec.text(of: token, isFirst: false)
      do { try Standard.print(isStarted ? text : prompt + text) } catch { failure = failure ?? error }
      isStarted = true
    }
    if let failure { throw failure }
    try Standard.print((isStarted ? "\n\n" : "") + generation.text())
    if !generation.passed { throw ExitCode(1) }
  }
}
