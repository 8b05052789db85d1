internal import ArgumentParser
import PIMGPT

/// Options for the outputs of a simulation and its engine.
struct SimulationOptions: ParsableArguments {
  @Option(
    help:
      "How to simulate; every engine gives the same times. Where every command is wanted event runs in place of fast."
  )
  var engine: Engine = .fast

  @Option(
    name: [.short, .customLong("output")],
    help: ArgumentHelp(
      "Also write the report as JSON to a file; - is standard output, in place of what is printed.",
      valueName: "file"), completion: .file(extensions: ["json"]))
  var output: String?

  @Option(help: "What to print.")
  var format = TextOrJSON.text

  @Option(
    help: ArgumentHelp(
      "Write every command, by the engine event or stepped, to a CSV file: \(CommandTraceFile.header).",
      valueName: "file"), completion: .file(extensions: ["csv"]))
  var commandTrace: String?

  @Option(
    help: ArgumentHelp(
      "Write a timeline of the run for ui.perfetto.dev: positions, operators, ASIC, channels, rows, links. The engine event or stepped makes it. For a few tokens.",
      valueName: "file"), completion: .file(extensions: ["json"]))
  var perfetto: String?

  @Flag(help: "Let the timeline have every single command.")
  var perfettoCommands = false

  @Flag(
    help:
      "Also report the power over time: average and peak, with when and what; --power-trace does, as well. The engine event or stepped makes it."
  )
  var power = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The length of a window of --power; one refresh interval where nothing is said, 10 µs without refresh.",
      valueName: "time"))
  var powerWindow: String?

  @Option(
    help: ArgumentHelp(
      "Write the power of each window, by channel and ASIC, to a CSV file, for thermal tools.",
      valueName: "file"), completion: .file(extensions: ["csv"]))
  var powerTrace: String?

  @OptionGroup var verbosity: VerbosityOptions

  /// The output files of the options.
  var files: [(option: String, path: String?)] {
    [
      ("--output", output), ("--command-trace", commandTrace), ("--perfetto", perfetto),
      ("--power-trace", powerTrace),
    ]
  }

  func validate() throws {
    if perfettoCommands && perfetto == nil {
      throw ValidationError("--perfetto-commands goes with --perfetto")
    }
    if powerWindow != nil && !power && powerTrace == nil {
      throw ValidationError("--power-window goes with --power or --power-trace")
    }
    if let output, ![nil, "json"].contains(FileExtension.format(of: output)) {
      throw ValidationError(
        "--output \(output): a report is written as JSON, expected a name such as report.json; `pimgpt report report.json -o \(output)` renders it"
      )
    }
    _ = try window()
    try Outputs.check(files)
  }

  private func window() throws -> Int64? {
    guard let powerWindow else { return nil }
    let time: Picoseconds
    do {
      time = try Picoseconds(parsing: powerWindow)
    } catch {
      throw ValidationError("--power-window: \(error)")
    }
    guard 1_000...PowerMeter.longestWindow ~= time.rawValue else {
      throw ValidationError("--power-window: found \(powerWindow), expected 1 ns to 20 h, such as 10us")
    }
    return time.rawValue
  }

  /// A meter of the power, if the options ask for it.
  func meter(of system: System) throws -> PowerMeter? {
    power || powerTrace != nil ? PowerMeter(system, window: try window()) : nil
  }

  /// Opens the outputs, simulates, and writes the reports.
  ///
  /// - Parameters:
  ///   - run: performs the simulation.
  ///   - text: the report as text for a terminal.
  ///   - json: the report as JSON.
  func run<Report>(
    on system: System,
    _ run: (_ commands: ((IssuedCommand) -> Void)?, _ power: PowerMeter?, _ line: TerminalLine) throws ->
      Report,
    text: (Report) -> String, json: (Report) throws -> [UInt8]
  ) throws {
    let reportFile = try output.map { path in try OutputFile(path: path) }
    let traceFile = try commandTrace.map { path in
      try CommandTraceFile(path: path, organisation: system.organisation)
    }
    let powerFile = try powerTrace.map { path in try OutputFile(path: path) }
    let meter = try meter(of: system)
    let line = TerminalLine(isQuiet: verbosity.quiet)
    defer { line.clear() }
    let report = try run(traceFile.map { file in { file.append($0) } }, meter, line)
    line.clear()
    try traceFile?.finish()
    if let powerFile, let profile = meter?.profile { try PowerTraceFile.write(profile, to: powerFile) }
    if let reportFile {
      try reportFile.write(try json(report))
      try reportFile.commit()
    }
    if verbosity.quiet || files.contains(where: { $0.path == "-" }) { return }
    switch format {
    case .text: try Standard.print(text(report))
    case .json: try Standard.print(json(report))
    }
  }
}
