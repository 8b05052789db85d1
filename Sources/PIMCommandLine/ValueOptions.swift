import ArgumentParser
import PIMGPT

/// An experiment to execute on values, and the origin of its weights.
struct ValueOptions: ParsableArguments {
  @Argument(
    help:
      "A preset, the path of an experiment file or of a checkpoint's folder, or - for standard input; kjv and kjv-llama are small trained models that come along.",
    completion: .presets(.experiments))
  var experiment = "kjv"

  @OptionGroup var changes: SetOptions

  @Option(
    help: ArgumentHelp(
      "A folder with config.json and model.safetensors, in place of the experiment's model.",
      valueName: "folder"), completion: .directory)
  var checkpoint: String?

  @OptionGroup var documents: DocumentOptions

  @Flag(help: "Take text as bytes, a token each, though the model does not say that its tokens are.")
  var bytes = false

  @Flag(help: "Take text as token numbers, though the checkpoint has a tokenizer.")
  var ids = false

  func validate() throws {
    if checkpoint != nil && documents.model != nil {
      throw ValidationError("--checkpoint and --model both name the model")
    }
    if bytes && ids { throw ValidationError("--bytes and --ids both say what text is") }
  }

  /// The conversion of text to the tokens of an experiment's model.
  func codec(_ experiment: Experiment) throws -> TextCodec {
    try TextCodec(experiment, takesBytes: bytes, takesNumbers: ids)
  }

  /// - Parameter hasRun: true if the command executes the experiment's own run.
  func load(_ verbosity: VerbosityOptions, hasRun: Bool = true) throws -> Experiment {
    var all = try documents.overrides()
    if let checkpoint {
      let path = checkpoint.hasSuffix("/") ? String(checkpoint.dropLast()) : checkpoint
      all.append(
        try Override(
          path: ConfigurationPath(keys: "model"), text: path + "/config.json", option: "--checkpoint"))
    }
    all += try changes.overrides()
    let loaded = try Experiment(experiment, with: all, fitsContext: hasRun)
    for note in loaded.notes { verbosity.note(note) }
    return loaded
  }
}
