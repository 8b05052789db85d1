public import ArgumentParser
import Glibc
import PIMGPT
public import PIMTuning

struct Tune: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tune",
    abstract: "Search for the best mapping of an experiment, with a certificate.",
    discussion: """
      Every point is run exactly. Runs are kept as they end, and the same command goes on after an interrupt. What is found is a mapping's file, \
      and a certificate beside it, which --check verifies: exit status 1 if it does not hold. docs/tuning.md describes spaces and certificates.
      """)

  @Argument(
    help: "A preset of an experiment or a model, or the path of an experiment file or of a checkpoint's folder.",
    completion: .presets(.experiments, .models))
  var experiment: String?

  @Option(
    help: ArgumentHelp("The mappings to look at: a preset, or a path; the preset default without.", valueName: "name"),
    completion: .presets(.spaces))
  var space: String?

  @Option(help: "What to make small: latency, if nothing is said, energy, or product, energy times latency.")
  var objective: Objective?

  @Option(
    help: ArgumentHelp("Another model, a preset or a path.", valueName: "name"), completion: .presets(.models))
  var model: String?

  @Option(
    help: ArgumentHelp("Another system, a preset or a path.", valueName: "name"), completion: .presets(.systems))
  var system: String?

  @OptionGroup var changes: SetOptions

  @OptionGroup var assumptions: AssumeOptions

  @OptionGroup var part: TokenOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "End after so many different runs, earlier ones included; 400 without, and 0 is no limit.", valueName: "N"))
  var runs: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("End when the best is known to be within so many percent of the least.", valueName: "percent"))
  var gap: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("End after so many seconds; what is found then depends on the machine.", valueName: "N"))
  var seconds: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Run so many points at a time; as many as there are cores without.", valueName: "N"))
  var jobs: Int?

  @Flag(help: "Throw earlier runs away.")
  var fresh = false

  @Option(
    help: ArgumentHelp(
      "The folder of the runs; reports/tune/NAME without, named after experiment, model and system.",
      valueName: "folder"),
    completion: .directory)
  var folder: String?

  @Option(
    name: [.short, .customLong("output")],
    help: ArgumentHelp(
      "The mapping's file, FOLDER/tuned.yaml without, with -SPACE and -OBJECTIVE added where they are not default and latency; the certificate is FILE.certificate.json.", valueName: "file"),
    completion: .file(extensions: ["yaml"]))
  var output: String?

  @Option(
    help: ArgumentHelp("Verify a certificate instead of a search.", valueName: "file"),
    completion: .file(extensions: ["json"]))
  var check: String?

  @Flag(help: "With --check: repeat all runs, not the best, the impossible and eight others.")
  var full = false

  @Option(help: "What to print.")
  var format = TextOrJSON.text

  @OptionGroup var verbosity: VerbosityOptions

  func validate() throws {
    if experiment == nil && model == nil && check == nil {
      throw ValidationError("Missing expected argument '<experiment>', --model or --check")
    }
    if check != nil {
      let others: [(String, Bool)] = [
        (experiment ?? "", experiment != nil), ("--space", space != nil), ("--objective", objective != nil),
        ("--model", model != nil), ("--system", system != nil), ("--set", !changes.texts.isEmpty),
        ("--assume", !assumptions.keys.isEmpty), ("--tokens", part.tokens != nil), ("--runs", runs != nil),
        ("--gap", gap != nil), ("--seconds", seconds != nil), ("--fresh", fresh), ("--folder", folder != nil),
        ("--output", output != nil),
      ]
      if let other = others.first(where: \.1)?.0 {
        throw ValidationError("--check takes everything from the certificate; leave \(other) out")
      }
    }
    if experiment == "-" {
      throw ValidationError("-: a certificate names its experiment; expected a preset or a path")
    }
    if full && check == nil { throw ValidationError("--full goes with --check") }
    if output == "-" { throw ValidationError("--output -: the mapping and the certificate are two files; name one") }
    if let output, FileExtension.format(of: output) != nil {
      throw ValidationError("--output \(output): a mapping is written as YAML, expected a name such as tuned.yaml")
    }
    if let runs, runs < 0 { throw ValidationError("--runs \(runs): expected 0 or more") }
    if let gap, !(gap >= 0 && gap < 100) { throw ValidationError("--gap \(gap): expected 0 to 100 percent") }
    if let seconds, seconds < 1 { throw ValidationError("--seconds \(seconds): expected 1 or more") }
    if let jobs, jobs < 1 { throw ValidationError("--jobs \(jobs): expected 1 or more") }
  }

  func run() throws {
    if let check { return try verify(check) }
    let name = experiment ?? model ?? ""
    let objective = objective ?? .latency
    var overrides: [String] = []
    if let model, experiment != nil { overrides.append("model=\(Experiment.modelReference(model))") }
    if let system { overrides.append("system=\(system)") }
    overrides += assumptions.texts + changes.texts
    let tuning = try Tuning(
      Tuning.Subject(
        name, isModel: experiment == nil, overrides: overrides, positions: part.selection()),
      in: Space(path: space ?? "default"), objective: objective)
    for note in tuning.notes { verbosity.note(note) }
    let folder = folder ?? "reports/tune/\(Self.name([experiment, model, system]))"
    var file = "tuned"
    if let space, space != "default" { file += "-" + Self.name([space]) }
    if objective != .latency { file += "-" + objective.rawValue }
    let start = ProgressLine.now()
    let limit = seconds
    let limits = Search.Limits(
      runs: runs == 0 ? nil : runs ?? 400, gap: (gap ?? 0) / 100,
      isOver: { limit.map { ProgressLine.now() - start >= Double($0) } ?? false })
    let line = TuneProgress(isQuiet: verbosity.quiet)
    defer { line.clear() }
    let report = try TuningReport(
      tuning, limits: limits, folder: folder, output: output ?? FilePath.joining(folder, file + ".yaml"),
      jobs: jobs, isFresh: fresh, note: { verbosity.note($0) },
      progress: {
        Interrupt.announceKeptResults()
        line.update($0)
      })
    line.clear()
    if verbosity.quiet { return }
    switch format {
    case .text: try Standard.print(report.text)
    case .json: try Standard.print(report.json())
    }
  }

  /// The name of a folder for a search of experiment, model and system: the last parts of their paths.
  private static func name(_ references: [String?]) -> String {
    references.compactMap(\.self).map { reference in
      var path = reference
      while path.hasSuffix("/") { path.removeLast() }
      let name = FilePath.name(of: path)
      return [".yaml", ".yml"].first(where: name.hasSuffix).map { String(name.dropLast($0.count)) } ?? name
    }.joined(separator: "-")
  }

  private func verify(_ path: String) throws {
    let line = TerminalLine(isQuiet: verbosity.quiet)
    defer { line.clear() }
    do {
      let check = try CertificateCheck(path: path, isFull: full, jobs: jobs, progress: line.monitor)
      line.clear()
      if verbosity.quiet { return }
      switch format {
      case .text: try Standard.print(check.text)
      case .json: try Standard.print(check.json())
      }
    } catch let refusal as CertificateCheck.Refusal {
      line.clear()
      Standard.report("error: \(path): refused: \(refusal)")
      throw ExitCode(Exit.violation)
    }
  }
}

extension Objective: ExpressibleByArgument {}

/// The progress of a search: on a terminal one line that is updated, elsewhere a line for each batch of runs.
private final class TuneProgress {
  private let isQuiet: Bool
  private let isTerminal: Bool
  private var wasWritten = false

  init(isQuiet: Bool) { (self.isQuiet, isTerminal) = (isQuiet, isatty(STDERR_FILENO) == 1) }

  func update(_ event: Search.Event) {
    if isQuiet { return }
    var text = "\(NumberText.count(event.runs)) runs"
    if let best = event.best {
      text += ", best \(NumberText.duration(best.latency)), \(NumberText.energy(Double(best.energy) / 1e24))"
    }
    if let gap = event.gap { text += ", gap \(NumberText.percent(gap))" }
    text += event.isProving ? ", proving" : ", changing single choices"
    ProgressLine.write(isTerminal ? "\r\(text)\u{1B}[K" : text + "\n")
    wasWritten = isTerminal
  }

  func clear() {
    if wasWritten { ProgressLine.write("\r\u{1B}[K") }
    wasWritten = false
  }
}
