import ArgumentParser
import PIMGPT

struct Map: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "map",
    abstract: "Show where the tensors of an experiment lie.",
    discussion: "Channels, banks, rows, columns and indices of elements count from 0.")

  @OptionGroup var experiment: ExperimentOptions

  @Option(
    name: .customLong("at"), help: ArgumentHelp("Show what lies there.", valueName: "channel,bank,row,column")
  )
  var place: String?

  @Option(
    name: .customLong("of"),
    help: ArgumentHelp(
      "Show where an element lies: h.0.attn.c_attn.weight[12,845].", valueName: "tensor[i,j]"))
  var element: String?

  @OptionGroup var options: PrintOptions<TextOrJSON>

  func run() throws {
    let map = try experiment.load(options.verbosity).map()
    let printout = try options.open()
    let contents = try place.map { try map.contents(at: $0) }
    let location = try element.map { try map.location(of: $0) }
    let isWhole = place == nil && element == nil
    switch options.format {
    case .text: try printout.print(isWhole ? map.text : (contents ?? "") + (location ?? ""))
    case .json: try printout.print(isWhole ? map.json() : MapReport.json(at: contents, of: location))
    }
  }
}
