import ArgumentParser
import PIMGPT

struct Report: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Render a report that simulate or replay wrote with -o.",
    discussion: """
      Everything is made from the file alone. The schema version before the current one is read, too. A file of another version, or one that was cut off or edited, is an error. \
      Of time, the file knows positions and totals: for a timeline of layers, channels and banks see simulate --perfetto.
      """)

  @Argument(
    help: "A report, as `simulate -o` and `replay -o` write it; - is standard input.",
    completion: .file(extensions: ["json"]))
  var file: String

  @OptionGroup var options: PrintOptions<ReportFormat>

  func run() throws {
    let document = try ReportDocument(path: file)
    if options.output == nil, options.format == .text {
      try options.open().print(document.text(isVerbose: options.isVerbose))
    } else if !options.isQuiet || options.output != nil {
      try document.write(as: options.format, to: options.output ?? "-")
    }
  }
}

extension ReportFormat: PrintFormat {}
