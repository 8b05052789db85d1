import ArgumentParser
import PIMGPT

/// Values that replace those of documents.
struct SetOptions: ParsableArguments {
  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Replace a value of the documents: --set system.timing.tRCDRD=20ns. May be repeated.",
      valueName: "path=value"),
    completion: .nothing)
  var texts: [String] = []

  /// The values, read.
  ///
  /// - Throws: a path or a value that cannot be read.
  func overrides() throws(ConfigurationError) -> [Override] {
    var all: [Override] = []
    for text in texts { all.append(try Override(parsing: text)) }
    return all
  }
}
