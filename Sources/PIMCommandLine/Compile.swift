public import ArgumentParser
public import PIMGPT

extension TraceCompilation.Format: ExpressibleByArgument {}

struct Compile: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compile",
    abstract: "Compile an experiment to a trace of instructions.",
    discussion: "docs/trace-format.md describes the format; `replay` simulates it.")

  @OptionGroup var experiment: ExperimentOptions
  @OptionGroup var part: TokenOptions

  @Option(
    name: [.short, .customLong("output")],
    help: ArgumentHelp("The trace; - is standard output.", valueName: "file"),
    completion: .file(extensions: ["trace"]))
  var output: String

  @Option(
    help: ArgumentHelp(
      "The trace's format: pimgpt's own, or AiM's, which says what channels do.", valueName: "format"))
  var format = TraceCompilation.Format.pimgpt

  @OptionGroup var verbosity: VerbosityOptions

  func run() throws {
    let loaded = try experiment.load(verbosity)
    let file = try OutputFile(path: output)
    let compilation = try loaded.compileTrace(positions: loaded.positions(part.selection()))
    for note in try compilation.notes(for: format) { verbosity.note(note) }
    let line = TerminalLine(isQuiet: verbosity.quiet)
    defer { line.clear() }
    try compilation.write(to: file, format: format, progress: line.monitor?.positions(compilation.positions))
  }
}
