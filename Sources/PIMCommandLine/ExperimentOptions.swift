internal import ArgumentParser
import PIMGPT

/// An experiment and the options that change it.
struct ExperimentOptions: ParsableArguments {
  @Argument(
    help: "A preset, such as gpt2-small, or the path of an experiment file or of a checkpoint's folder.")
  var experiment: String

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Replace a value: --set system.timing.tRCDRD=20ns. May be repeated.", valueName: "path=value"))
  var overrides: [String] = []

  @OptionGroup var documents: DocumentOptions

  func load() throws -> Experiment {
    let loaded = try Experiment(
      experiment,
      with: documents.overrides()
        + overrides.map { text throws(ConfigurationError) in try Override(parsing: text) }, fitsContext: true)
    for note in loaded.notes { Standard.report("note: \(note)") }
    return loaded
  }
}
