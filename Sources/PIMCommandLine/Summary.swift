import ArgumentParser
import PIMGPT

struct Summary: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the headlines of several reports as one table.")

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, markdown }

  @Argument(help: "Reports, as `simulate -o` writes them.")
  var files: [String]

  @Option(
    help: ArgumentHelp(
      "Also how many times as long a baseline takes: t4, xeon-gold-6154, a file. May be repeated.",
      valueName: "baseline"))
  var against: [String] = []

  @Option(help: "What to print.")
  var format = Format.text

  func run() throws {
    let summary = try ReportSummary(files, against: against)
    try Standard.print(format == .text ? summary.text() : summary.markdown())
  }
}
