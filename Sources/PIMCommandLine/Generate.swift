import ArgumentParser
import PIMGPT

struct Generate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Generate text on the simulated machine, verified, with its latency.")

  @OptionGroup var experiment: ValueOptions

  @Option(
    help: ArgumentHelp(
      "Text to go on from; token numbers for a model without a tokenizer that does not say that its tokens are bytes.",
      valueName: "text"))
  var prompt: String

  @Option(parsing: .unconditional, help: ArgumentHelp("Tokens to generate.", valueName: "N"))
  var tokens = 100

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Draw tokens at this temperature; 0, as without, takes the likeliest token.", valueName: "T"))
  var temperature: Double?

  @Option(parsing: .unconditional, help: "Seed of the draws.")
  var seed: UInt64 = 1

  @OptionGroup var options: PrintOptions<TextOrJSON>

  func validate() throws {
    if tokens < 1 { throw ValidationError("--tokens \(tokens): expected at least 1") }
    if let temperature, !(temperature >= 0 && temperature.isFinite) {
      throw ValidationError("--temperature \(temperature): expected 0 or more; 0 takes the likeliest token")
    }
  }

  func run() throws {
    let loaded = try experiment.load(options.verbosity, hasRun: false)
    let codec = try experiment.codec(loaded)
    let start = try codec.tokens(of: prompt, name: "--prompt")
    if start.isEmpty { throw InputError("--prompt", "nothing in it", expected: "at least one token") }
    let printout = try options.open()
    let line = TerminalLine(isQuiet: options.isQuiet)
    defer { line.clear() }
    // On standard output the text appears as it is chosen.
    let isImmediate = options.format == .text && options.output == nil && !options.isQuiet
    var failure: (any Error)?
    var text = ""
    var generated = 0
    var stream = codec.stream(behind: start)
    func show(_ part: String) {
      guard isImmediate else {
        text += part
        return
      }
      do { try Standard.print(part) } catch { failure = failure ?? error }
    }
    let generation = try loaded.generate(
      prompt: start, tokens: tokens, method: method, codec: codec, progress: line.monitor
    ) { token in
      // The line of progress and the text share a terminal: it goes before the text begins, and comes again
      // on a line of its own.
      line.clear()
      if generated == 0 { show(prompt) }
      show(stream.append(token))
      generated += 1
      if generated == tokens { show(stream.finish() + "\n") }
    }
    line.clear()
    if let failure { throw failure }
    // A run that ended early has no line end behind its text.
    if generated > 0 && generated < tokens { show(stream.finish() + "\n") }
    switch options.format {
    case .text: try printout.print(text + (generated > 0 ? "\n" : "") + generation.text())
    case .json: try printout.print(generation.json())
    }
    if !generation.passed { throw ExitCode(Exit.violation) }
  }

  private var method: TokenChooser.Method {
    guard let temperature, temperature > 0 else { return .greedy }
    return .temperature(temperature, seed: seed)
  }
}
