import ArgumentParser
import PIMGPT

struct MeasureAccuracy: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accuracy",
    abstract: "Measure what the machine's arithmetic does to a model's predictions.")

  @OptionGroup var experiment: ValueOptions

  @Option(
    help: ArgumentHelp(
      "The text to predict, - for standard input; for kjv and kjv-llama, the validation text that comes with them.",
      valueName: "file"), completion: .file())
  var text: String?

  @Option(parsing: .unconditional, help: ArgumentHelp("Take the first N tokens of the text.", valueName: "N"))
  var tokens: Int?

  @Flag(help: "Also with other Taylor terms, Newton steps and accumulator widths.")
  var sweep = false

  @Flag(help: "Print the measured errors of the ASIC's functions instead, as docs/numerics.md has them.")
  var errors = false

  @OptionGroup var options: PrintOptions<TextOrJSON>

  func validate() throws {
    if let tokens, tokens < 2 { throw ValidationError("--tokens \(tokens): expected at least 2") }
  }

  func run() throws {
    let loaded = try experiment.load(options.verbosity, hasRun: false)
    let printout = try options.open()
    if errors {
      switch options.format {
      case .text: try printout.print(loaded.measureFunctionErrors())
      case .json: try printout.print(loaded.measureFunctionErrorsAsJSON())
      }
      return
    }
    guard let file = text ?? loaded.validationText else {
      throw ValidationError("--text: expected a file; the model has no text of its own")
    }
    let content = try TextFile.read(file)
    let line = TerminalLine(isQuiet: options.isQuiet)
    defer { line.clear() }
    let report = try loaded.measureAccuracy(
      of: content, name: file, limit: tokens, isSweep: sweep, takesBytes: experiment.bytes,
      takesNumbers: experiment.ids, progress: line.monitor)
    line.clear()
    switch options.format {
    case .text: try printout.print(report.text())
    case .json: try printout.print(report.json())
    }
  }
}
