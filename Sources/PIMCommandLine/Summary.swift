import ArgumentParser
import PIMGPT

struct Summary: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "summary",
    abstract: "Print the headlines of several reports as one table.")

  enum Format: String, PrintFormat { case text, markdown, json }

  @Argument(
    help: "Reports, as `simulate -o` writes them; - is standard input.",
    completion: .file(extensions: ["json"]))
  var files: [String]

  @Option(
    help: ArgumentHelp(
      "Also how many times as long a baseline takes: t4, xeon-gold-6154, a file. May be repeated.",
      valueName: "baseline"), completion: .presets(.baselines))
  var against: [String] = []

  @OptionGroup var options: PrintOptions<Format>

  func run() throws {
    let summary = try ReportSummary(files, against: against)
    let printout = try options.open()
    switch options.format {
    case .text: try printout.print(summary.text())
    case .markdown: try printout.print(Array(summary.markdown().utf8))
    case .json: try printout.print(summary.json())
    }
  }
}
