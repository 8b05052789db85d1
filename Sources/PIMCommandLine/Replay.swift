import ArgumentParser
import PIMGPT

struct Replay: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Simulate a trace.",
    discussion: "The trace of an experiment takes exactly as long as the experiment on the same system.")

  @Argument(
    help: "A trace, as `compile` writes it, or one of AiM; - is standard input.",
    completion: .file(extensions: ["trace"]))
  var trace: String

  @Option(
    help: ArgumentHelp("The machine, a preset or a path.", valueName: "name"), completion: .presets(.systems))
  var system: String

  @OptionGroup var changes: SetOptions

  @Flag(help: "Execute the trace on values first; what cannot be executed is not timed.")
  var execute = false

  @Option(
    help: ArgumentHelp(
      "The inputs of --execute; x.safetensors for x.trace where nothing is said.", valueName: "file"),
    completion: .file(extensions: ["safetensors"]))
  var values: String?

  @Option(
    help: ArgumentHelp("Write what the ASIC's SRAM holds after --execute.", valueName: "file"),
    completion: .file(extensions: ["safetensors"]))
  var results: String?

  @OptionGroup var options: SimulationOptions

  func validate() throws {
    if !execute && (values != nil || results != nil) {
      throw ValidationError("--values and --results go with --execute")
    }
    if execute && trace == "-" {
      throw ValidationError("--execute reads the trace twice: expected a file in place of -")
    }
    try Outputs.check(options.files + [("--results", results)])
  }

  func run() throws {
    let machine = try SystemDocument(system, overrides: changes.texts)
    let results = try self.results.map { path in try OutputFile(path: path) }
    let file = try options.perfetto.map { path in try TimelineFile(path: path) }
    let timeline = file.map {
      Timeline($0, ofTrace: trace, on: machine, hasCommands: options.perfettoCommands)
    }
    var notes: [String] = []
    try options.run(
      on: machine.system,
      { commands, power, line in
        let executed = try execute ? execute(on: machine, results, line) : nil
        let record = try machine.replay(
          trace: trace, engine: options.engine, executed: executed, commands: commands,
          timeline: timeline, power: power, progress: line.monitor)
        try file?.finish()
        notes = record.notes
        return record
      },
      text: { $0.text(system: system, isVerbose: options.verbosity.verbose) }, json: { try $0.json() })
    for note in notes { options.verbosity.note(note) }
  }

  /// Executes the trace; prints an error and exits with status 1 if the execution fails.
  private func execute(
    on machine: SystemDocument, _ results: OutputFile?, _ line: TerminalLine
  ) throws -> ExecutedTrace {
    let isSilent = options.files.contains { $0.path == "-" } || options.verbosity.quiet
    do {
      let executed = try machine.execute(
        trace: trace, values: values, results: results, progress: line.monitor)
      line.clear()
      if !isSilent { try Standard.print(executed.text) }
      return executed
    } catch let failure as ExecutionFailure {
      line.clear()
      if isSilent { Standard.report("\(failure)") } else { try Standard.print("\(failure)") }
      throw ExitCode(Exit.violation)
    }
  }
}
