internal import ArgumentParser
import PIMGPT

/// An experiment and the options that change it.
struct ExperimentOptions: ParsableArguments {
  @Argument(
    help:
      "A preset of an experiment or a model, such as gpt2-small, the path of an experiment file or of a checkpoint's folder, or - for standard input. With --model it may be left out: the model is run on pim-gpt, with embedding and LM head.",
    completion: .presets(.experiments, .models))
  var experiment: String?

  @OptionGroup var changes: SetOptions

  @OptionGroup var documents: DocumentOptions

  func validate() throws {
    if experiment == nil && documents.model == nil {
      throw ValidationError("Missing expected argument '<experiment>', or --model")
    }
  }

  func load(_ verbosity: VerbosityOptions) throws -> Experiment {
    let overrides = try documents.overrides(withModel: experiment != nil) + changes.overrides()
    let loaded =
      if let experiment {
        try Experiment(experiment, with: overrides, fitsContext: true)
      } else {
        try Experiment(model: documents.model ?? "", with: overrides)
      }
    for note in loaded.notes { verbosity.note(note) }
    return loaded
  }

  /// A report as text for a terminal, with hints that repeat these options.
  func text(of record: SimulationRecord, isVerbose: Bool) -> String {
    let settings = changes.texts.flatMap { ["--set", $0] }
    return record.text(
      name: experiment ?? documents.model ?? "", isModel: experiment == nil,
      options: documents.arguments(withModel: experiment != nil) + settings, isVerbose: isVerbose)
  }
}
