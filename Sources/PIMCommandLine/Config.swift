public import ArgumentParser
public import PIMGPT
import PIMReproduction

struct Config: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check and show configuration files.", subcommands: [Check.self, Show.self])

  /// The readers of documents that `PIMExperiments` does not know.
  static let readers: [DocumentKind: DocumentCheck.Reader] = [.paper: PaperDocument.reader]

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Read files as strictly as a simulation would.",
      discussion: "Exit status 2 if anything is wrong with any of them.")

    @Argument(
      help:
        "Experiments, systems, models, mappings or baselines: paths or presets. Checkpoints, suites, sweeps and claims: paths."
    )
    var files: [String]

    @Option(help: "What the files describe; otherwise told by their folder or their keys.")
    var kind: DocumentKind?

    func run() throws {
      var failed = false
      for file in files {
        do {
          let document = try PresetLibrary.standard().check(file, kind: kind, readers: Config.readers)
          for note in document.notes { Standard.report("note: \(note)") }
          try Standard.print("\(TextWidth.printable(file)): ok\n")
        } catch {
          Standard.report(error)
          failed = true
        }
      }
      if failed { throw ExitCode(Exit.usage) }
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print a document as it is understood, with the source of every value.")

    @Argument(
      help:
        "An experiment, system, model, mapping or baseline: a path or a preset. A checkpoint, suite, sweep or claims: a path."
    )
    var file: String

    @Option(help: "What the file describes; otherwise told by its folder or its keys.")
    var kind: DocumentKind?

    @Option(
      name: .customLong("set"),
      help: ArgumentHelp(
        "Replace a value: --set system.timing.tRCDRD=20ns. May be repeated.", valueName: "path=value"))
    var overrides: [String] = []

    func run() throws {
      let document = try PresetLibrary.standard().check(
        file, kind: kind, overrides: overrides, readers: Config.readers)
      for note in document.notes { Standard.report("note: \(note)") }
      try Standard.print(document.annotatedText)
    }
  }
}

extension DocumentKind: ExpressibleByArgument {}
