import ArgumentParser
import PIMGPT

struct Map: ParsableCommand {
  static let configuration = CommandConfiguration(
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

  func run() throws {
    let map = try experiment.load().map()
    if let place { try Standard.print(map.contents(at: place)) }
    if let element { try Standard.print(map.location(of: element)) }
    if place == nil, element == nil { try Standard.print(map.text) }
  }
}
