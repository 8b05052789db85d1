internal import ArgumentParser
import PIMGPT

/// The option that selects positions of a run.
struct TokenOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Simulate a part of the run: its first N positions, or positions A to B, both included, from 0. The KV cache stays laid out for the whole run; --set tokens=N makes the run itself N tokens long.",
      valueName: "N|A..B"))
  var tokens: String?

  func selection() throws -> PositionSelection? {
    try tokens.map { text in try PositionSelection(parsing: text) }
  }
}
