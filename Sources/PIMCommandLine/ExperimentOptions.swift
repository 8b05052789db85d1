internal import ArgumentParser
import PIMGPT

/// An experiment and the options that change it.
struct ExperimentOptions: ParsableArguments {
  @Argument(
    help:
      "A preset of an experiment or a model, such as gpt2-small, the path of an experiment file or of a checkpoint's folder, or - for standard input. With --model it may be left out.",
    completion: .presets(.experiments, .models))
  var experiment: String?

  /// The name of the experiment: without one, the model's, which is then run by defaults.
  var name: String { experiment ?? documents.model.map { Experiment.modelReference($0) } ?? "" }

  @OptionGroup var changes: SetOptions

  @OptionGroup var documents: DocumentOptions

  func validate() throws {
    if experiment == nil && documents.model == nil {
      throw ValidationError("Missing expected argument '<experiment>'")
    }
  }

  func load(_ verbosity: VerbosityOptions) throws -> Experiment {
    let loaded = try Experiment(
      name, with: documents.overrides(withModel: experiment != nil) + changes.overrides(), fitsContext: true)
    for note in loaded.notes { verbosity.note(note) }
    return loaded
  }
}
