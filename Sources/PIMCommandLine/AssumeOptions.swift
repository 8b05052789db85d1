import ArgumentParser
import PIMGPT

/// The keys of a `config.json` that a user waves through.
struct AssumeOptions: ParsableArguments {
  @Option(
    name: .customLong("assume"),
    help: ArgumentHelp(
      "Simulate a checkpoint in spite of this key of its config.json, whose value changes constants or one function; reports name the assumption, and its weights are refused. May be repeated.",
      valueName: "key"),
    completion: .list(AssumableKey.all.map(\.key)))
  var assume: [String] = []

  var keys: Set<String> { Set(assume) }
}
