internal import ArgumentParser
import PIMGPT

/// An experiment and the options that change it.
struct ExperimentOptions: ParsableArguments {
  @Argument(
    help:
      "A preset of an experiment or a model, such as gpt2-small, the path of an experiment file or of a checkpoint's folder, or - for standard input.",
    completion: .presets(.experiments, .models))
  var experiment: String

  @OptionGroup var changes: SetOptions

  @OptionGroup var documents: DocumentOptions

  func load(_ verbosity: VerbosityOptions) throws -> Experiment {
    let loaded = try Experiment(
      experiment, with: documents.overrides() + changes.overrides(), fitsContext: true)
    for note in loaded.notes { verbosity.note(note) }
    return loaded
  }
}
