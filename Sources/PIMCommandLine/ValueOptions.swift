import ArgumentParser
import PIMGPT

/// An experiment to execute on values, and the origin of its weights.
struct ValueOptions: ParsableArguments {
  @Argument(
    help:
      "A preset, or the path of an experiment file or of a checkpoint's folder; kjv is a small trained model that comes along."
  )
  var experiment = "kjv"

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Replace a value: --set system.asic.functions.taylorTerms=4. May be repeated.", valueName: "path=value")
  )
  var overrides: [String] = []

  @Option(
    help: ArgumentHelp(
      "A folder with config.json and model.safetensors, in place of the experiment's model.",
      valueName: "folder"))
  var checkpoint: String?

  @OptionGroup var documents: DocumentOptions

  @Flag(help: "Take text as bytes, a token each, though the model does not say that its tokens are.")
  var bytes = false

  func validate() throws {
    if checkpoint != nil && documents.model != nil {
      throw ValidationError("--checkpoint and --model both name the model")
    }
  }

  /// - Parameter hasRun: true if the command executes the experiment's own run.
  func load(hasRun: Bool = true) throws -> Experiment {
    var all = try documents.overrides()
    if let checkpoint {
      let path = checkpoint.hasSuffix("/") ? String(checkpoint.dropLast()) : checkpoint
      all.append(
        try Override(
          path: ConfigurationPath(keys: "model"), text: path + "/config.json", option: "--checkpoint"))
    }
    for text in overrides { all.append(try Override(parsing: text)) }
    let loaded = try Experiment(experiment, with: all, fitsContext: hasRun)
    for note in loaded.notes { Standard.report("note: \(note)") }
    return loaded
  }
}
