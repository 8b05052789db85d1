internal import ArgumentParser
import PIMGPT

/// An experiment and the options that change it.
struct ExperimentOptions: ParsableArguments {
  @Argument(
    help:
      "A preset of an experiment or a model, such as gpt2-small, the path of an experiment file or of a checkpoint's folder, or - for standard input. With --model it may be left out: the model is run over its whole context on pim-gpt.",
    completion: .presets(.experiments, .models))
  var experiment: String?

  @OptionGroup var changes: SetOptions

  @OptionGroup var documents: DocumentOptions

  @OptionGroup var assumptions: AssumeOptions

  func validate() throws {
    if experiment == nil, documents.model == nil {
      throw ValidationError("Missing expected argument '<experiment>', or --model")
    }
  }

  func load(_ verbosity: VerbosityOptions) throws -> Experiment {
    let loaded: Experiment
    if let experiment {
      loaded = try Experiment(
        experiment, with: documents.overrides() + changes.overrides(), fitsContext: true,
        assume: assumptions.keys)
    } else {
      loaded = try Experiment(
        model: documents.model ?? "", with: documents.overrides(hasModel: false) + changes.overrides(),
        assume: assumptions.keys)
    }
    for note in loaded.notes { verbosity.note(note) }
    return loaded
  }

  /// The report of the experiment, or of the model's default experiment, as text for a terminal.
  func text(of record: SimulationRecord, isVerbose: Bool) -> String {
    let keys = assumptions.keys
    return experiment.map { record.text(name: $0, assume: keys, isVerbose: isVerbose) }
      ?? record.text(model: documents.model ?? "", assume: keys, isVerbose: isVerbose)
  }
}
