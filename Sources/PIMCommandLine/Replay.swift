import ArgumentParser
import PIMGPT

struct Replay: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Simulate a trace.",
    discussion: "The trace of an experiment takes exactly as long as the experiment on the same system.")

  @Argument(help: "A trace, as `compile` writes it, or one of AiM.")
  var trace: String

  @Option(help: ArgumentHelp("The machine, a preset or a path.", valueName: "name"))
  var system: String

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Replace a value: --set system.timing.tRCDRD=20ns. May be repeated.", valueName: "path=value"))
  var overrides: [String] = []

  @Flag(help: "Execute the trace on values first; what cannot be executed is not timed.")
  var execute = false

  @Option(
    help: ArgumentHelp(
      "The inputs of --execute; x.safetensors for x.trace where nothing is said.", valueName: "file"))
  var values: String?

  @Option(help: ArgumentHelp("Write what the ASIC's SRAM holds after --execute.", valueName: "file"))
  var results: String?

  @OptionGroup var options: SimulationOptions

  func validate() throws {
    if !execute && (values != nil || results != nil) {
      throw ValidationError("--values and --results go with --execute")
    }
    try Outputs.check(options.files + [("--results", results)])
  }

  func run() throws {
    let machine = try SystemDocument(system, overrides: overrides)
    let results = try self.results.map { path in try OutputFile(path: path) }
    var notes: [String] = []
    try options.run(
      on: machine.system,
      { commands, line in
        let executed = try execute ? execute(on: machine, results, line) : nil
        let record = try machine.replay(
          trace: trace, engine: options.engine, executed: executed, commands: commands, progress: line.monitor
        )
        notes = record.notes
        return record
      },
      text: { $0.text(system: system, isVerbose: options.verbose) }, json: { try $0.json() })
    if !options.quiet { for note in notes { Standard.report("note: \(note)") } }
  }

  /// Executes the trace; prints an error and exits with status 1 if the execution fails.
  private func execute(
    on machine: SystemDocument, _ results: OutputFile?, _ line: TerminalLine
  ) throws -> ExecutedTrace {
    let isSilent = options.output == "-" || options.quiet
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
