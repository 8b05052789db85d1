public import ArgumentParser
import PIMConfiguration
public import PIMFastForward
import PIMHardware
import PIMReporting
internal import PIMSimulation

extension Engine: ExpressibleByArgument {}

/// An experiment and what changes it.
struct ExperimentOptions: ParsableArguments {
  @Argument(
    help: "A preset, such as gpt2-small, or the path of an experiment file or of a checkpoint's folder.")
  var experiment: String

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Replace a value: --set system.timing.tRCDRD=20ns. May be repeated.", valueName: "path=value"))
  var overrides: [String] = []

  @OptionGroup var documents: DocumentOptions

  func load() throws -> Experiment {
    let loaded = try Experiment(
      experiment,
      with: documents.overrides()
        + overrides.map { text throws(ConfigurationError) in try Override(parsing: text) }, fitsContext: true)
    for note in loaded.notes { Standard.report("note: \(note)") }
    return loaded
  }
}

/// The documents that an experiment names, replaced.
struct DocumentOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Another model, a preset or a path.", valueName: "name"))
  var model: String?

  @Option(help: ArgumentHelp("Another system, a preset or a path.", valueName: "name"))
  var system: String?

  @Option(help: ArgumentHelp("Another mapping, a preset or a path.", valueName: "name"))
  var mapping: String?

  func overrides() throws -> [Override] {
    var all: [Override] = []
    for (key, name) in [("model", model), ("system", system), ("mapping", mapping)] {
      if let name {
        all.append(try Override(path: ConfigurationPath(keys: key), text: name, option: "--\(key)"))
      }
    }
    return all
  }
}

/// The files that a command writes, each with the option that names it.
enum Outputs {
  /// - Throws: two options that name one file.
  static func check(_ outputs: [(option: String, path: String?)]) throws {
    for (index, (option, path)) in outputs.enumerated() {
      for (other, earlier) in outputs[..<index] {
        if let path, let earlier, OutputFile.isOneFile(path, earlier) {
          throw ValidationError("\(other) and \(option) name the same file, \(path)")
        }
      }
    }
  }
}

/// Which part of a run.
struct TokenOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "A part of the run: the first N tokens, or positions A to B, both included, counted from 0.",
      valueName: "N|A..B"))
  var tokens: String?

  func selection() throws -> PositionSelection? {
    try tokens.map { text in try PositionSelection(parsing: text) }
  }
}

/// Where the results of a simulation go, and how they are made.
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

  /// What it writes.
  var files: [(option: String, path: String?)] {
    [("--output", output), ("--command-trace", commandTrace)]
  }

  func validate() throws {
    if quiet && verbose { throw ValidationError("--quiet and --verbose contradict each other") }
    try Outputs.check(files)
  }

  /// Opens the outputs, runs, and writes the reports.
  ///
  /// - Parameters:
  ///   - prepare: what comes before the simulation, when the outputs are known to be writable.
  ///   - run: simulates.
  ///   - text: the report for a terminal.
  ///   - json: the report as JSON.
  func run<Report>(
    on system: System, prepare: (Progress) throws -> Void = { _ in },
    _ run: (_ commands: ((IssuedCommand) -> Void)?, _ progress: Progress) throws -> Report,
    text: (Report) -> String, json: (Report) throws -> [UInt8]
  ) throws {
    let reportFile = try output.map { path in try OutputFile(path: path) }
    let traceFile = try commandTrace.map { path in
      try CommandTraceFile(path: path, organisation: system.organisation)
    }
    let progress = Progress(isQuiet: quiet)
    defer { progress.clear() }
    try prepare(progress)
    let report = try run(traceFile.map { file in { file.append($0) } }, progress)
    progress.clear()
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
