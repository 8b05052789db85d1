public import ArgumentParser
import Configuration
public import Reporting

struct Report: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Render a report that simulate or replay wrote with -o.",
    discussion: """
      Everything is made from the file alone. A file of another schema version, or one that was cut off or edited, is an error.
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
    let document = try ReportDocument(path: file)
    let target = try OutputFile(path: output)
    try target.write(document.rendered(as: format))
    try target.commit()
  }
}

extension ReportFormat: ExpressibleByArgument {}
