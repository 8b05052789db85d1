import ArgumentParser
import PIMGPT

/// The keys of a `config.json` that a user waves through: the list `assume` of an experiment.
struct AssumeOptions: ParsableArguments {
  @Option(
    name: .customLong("assume"),
    help: ArgumentHelp(
      "Simulate a checkpoint in spite of this key of its config.json, whose value changes constants or one function; reports name the assumption, and its weights are refused. May be repeated.",
      valueName: "key"),
    completion: .list(AssumableKey.all.map(\.key)))
  var keys: [String] = []

  /// The list as `path=value`; empty without keys.
  var texts: [String] { keys.isEmpty ? [] : ["assume=[\(keys.joined(separator: ", "))]"] }

  /// The list as a value that replaces an experiment's.
  ///
  /// - Throws: a list that cannot be read.
  func overrides() throws(ConfigurationError) -> [Override] {
    guard !keys.isEmpty else { return [] }
    return [
      try Override(
        path: ConfigurationPath(keys: "assume"), text: "[\(keys.joined(separator: ", "))]",
        option: "--assume")
    ]
  }
}
