public import ArgumentParser
public import PIMGPT

struct Report: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Render a report that simulate or replay wrote with -o.",
    discussion: """
      Everything is made from the file alone. A file of another schema version, or one that was cut off or edited, is an error. \
      Of time, the file knows positions and totals: for a timeline of layers, channels and banks see simulate --perfetto.
      """)

  @Argument(help: "A report, as `simulate -o` and `replay -o` write it.")
  var file: String

  @Option(help: "What to make of it.")
  var format = ReportFormat.text

  @Option(
    name: [.short, .customLong("output")],
    help: ArgumentHelp("Write to a file; - is standard output.", valueName: "file"))
  var output = "-"

  func run() throws {
    try ReportDocument(path: file).write(as: format, to: output)
  }
}

extension ReportFormat: ExpressibleByArgument {}
