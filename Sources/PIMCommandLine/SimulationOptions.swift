internal import ArgumentParser
import PIMGPT

/// Options for the outputs of a simulation and its engine.
struct SimulationOptions: ParsableArguments {
  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

  @Option(
    help:
      "How to simulate; every engine gives the same times. Where every command is wanted event runs in place of fast."
  )
  var engine: Engine = .fast

  @Option(
    name: [.short, .customLong("output")],
    help: ArgumentHelp("Write the report as JSON to a file; - is standard output.", valueName: "file"))
  var output: String?

  @Option(help: "What to print.")
  var format = Format.text

  @Option(
    help: ArgumentHelp(
      "Write every command, by the engine event or stepped, to a CSV file: \(CommandTraceFile.header).",
      valueName: "file"))
  var commandTrace: String?

  @Flag(help: "Print neither report nor progress.")
  var quiet = false

  @Flag(help: "Print also layers, commands by channel, and how much of the run fast computed.")
  var verbose = false

  /// The output files of the options.
  var files: [(option: String, path: String?)] {
    [("--output", output), ("--command-trace", commandTrace)]
  }

  func validate() throws {
    if quiet && verbose { throw ValidationError("--quiet and --verbose contradict each other") }
    try Outputs.check(files)
  }

  /// Opens the outputs, simulates, and writes the reports.
  ///
  /// - Parameters:
  ///   - run: performs the simulation.
  ///   - text: the report as text for a terminal.
  ///   - json: the report as JSON.
  func run<Report>(
    on system: System,
    _ run: (_ commands: ((IssuedCommand) -> Void)?, _ line: TerminalLine) throws -> Report,
    text: (Report) -> String, json: (Report) throws -> [UInt8]
  ) throws {
    let reportFile = try output.map { path in try OutputFile(path: path) }
    let traceFile = try commandTrace.map { path in
      try CommandTraceFile(path: path, organisation: system.organisation)
    }
    let line = TerminalLine(isQuiet: quiet)
    defer { line.clear() }
    let report = try run(traceFile.map { file in { file.append($0) } }, line)
    line.clear()
    try traceFile?.finish()
    if let reportFile {
      try reportFile.write(try json(report))
      try reportFile.commit()
    }
    if quiet || output == "-" || commandTrace == "-" { return }
    switch format {
    case .text: try Standard.print(text(report))
    case .json: try Standard.print(json(report))
    }
  }
}
