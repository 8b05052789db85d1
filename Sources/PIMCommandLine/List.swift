import ArgumentParser
import PIMGPT

struct List: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the presets of a kind, a line each.",
    discussion: """
      Weights of models are counted in bfloat16, two bytes each. A model whose weights alone are larger than the default \
      system is marked. Exit status 2 if a preset cannot be read.
      """)

  @Argument(help: "The kind; all of them without.")
  var kinds: [PresetKind] = []

  @OptionGroup var options: PrintOptions<TextOrJSON>

  func run() throws {
    let printout = try options.open()
    let listings = try (kinds.isEmpty ? PresetKind.allCases : kinds).map { try PresetListing($0) }
    switch options.format {
    case .text: try printout.print(PresetListing.text(listings))
    case .json: try printout.print(PresetListing.json(listings))
    }
    let failures = listings.flatMap(\.failures)
    for failure in failures { Standard.report("error: \(failure.error)") }
    if !failures.isEmpty { throw ExitCode(Exit.usage) }
  }
}
