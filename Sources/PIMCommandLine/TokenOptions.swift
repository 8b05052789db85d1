internal import ArgumentParser
import PIMGPT

/// The option that selects positions of a run.
struct TokenOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "A part of the run: the first N tokens, or positions A to B, both included, counted from 0.",
      valueName: "N|A..B"))
  var tokens: String?

  func selection() throws -> PositionSelection? {
    try tokens.map { text in try PositionSelection(parsing: text) }
  }
}
