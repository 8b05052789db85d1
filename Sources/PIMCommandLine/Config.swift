public import ArgumentParser
public import PIMGPT
import PIMReproduction
import PIMTuning

struct Config: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config",
    abstract: "Check and show configuration files.", subcommands: [Check.self, Show.self])

  /// The readers of documents that `PIMExperiments` does not know.
  static let readers: [DocumentKind: DocumentCheck.Reader] = [
    .paper: PaperDocument.reader, .spaces: Space.reader,
  ]

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check",
      abstract: "Read files as strictly as a simulation would.",
      discussion: "Exit status 2 if anything is wrong with any of them.")

    @Argument(
      help:
        "Documents of any kind: presets, paths, or - for standard input. A checkpoint: its folder.",
      completion: .documents)
    var files: [String]

    @Option(help: "What the files describe; otherwise told by their folder or their keys.")
    var kind: DocumentKind?

    @OptionGroup var assumptions: AssumeOptions

    @OptionGroup var options: PrintOptions<TextOrJSON>

    func run() throws {
      let printout = try options.open()
      let verdicts = files.map { file in
        do {
          let document = try PresetLibrary.standard().check(
            file, kind: kind, overrides: assumptions.texts, readers: Config.readers)
          for note in document.notes { options.verbosity.note(note) }
          return DocumentVerdict(file: file, document)
        } catch {
          Standard.report(error)
          return DocumentVerdict(file: file, error: error)
        }
      }
      switch options.format {
      case .text:
        let good = verdicts.filter { $0.error == nil }
        try printout.print(
          good.map { verdict in
            let kind = options.isVerbose ? verdict.kind.map { " (\($0.rawValue))" } ?? "" : ""
            return "\(TextWidth.printable(verdict.file))\(kind): ok\n"
          }.joined())
      case .json: try printout.print(DocumentVerdict.json(verdicts))
      }
      let failed = verdicts.contains { $0.error != nil }
      if failed { throw ExitCode(Exit.usage) }
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show",
      abstract: "Print a document as it is understood, with the source of every value.")

    @Argument(
      help: "A document of any kind: a preset, a path, or - for standard input. A checkpoint: its folder.",
      completion: .documents)
    var file: String

    @Option(help: "What the file describes; otherwise told by its folder or its keys.")
    var kind: DocumentKind?

    @OptionGroup var changes: SetOptions

    @OptionGroup var documents: DocumentOptions

    @OptionGroup var options: PrintOptions<TextOrJSON>

    func run() throws {
      let document = try PresetLibrary.standard().check(
        file, kind: kind, overrides: documents.overrides() + changes.overrides(), readers: Config.readers)
      for note in document.notes { options.verbosity.note(note) }
      switch options.format {
      case .text: try options.open().print(Array(document.annotatedText.utf8))
      case .json: try options.open().print(document.json())
      }
    }
  }
}

extension DocumentKind: ExpressibleByArgument {}
