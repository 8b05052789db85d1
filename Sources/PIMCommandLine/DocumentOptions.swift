internal import ArgumentParser
import PIMGPT

/// Options that replace the documents named by an experiment.
struct DocumentOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Another model, a preset or a path.", valueName: "name"), completion: .presets(.models)
  )
  var model: String?

  @Option(
    help: ArgumentHelp("Another system, a preset, a path, or - for standard input.", valueName: "name"),
    completion: .presets(.systems))
  var system: String?

  @Option(
    help: ArgumentHelp("Another mapping, a preset, a path, or - for standard input.", valueName: "name"),
    completion: .presets(.mappings))
  var mapping: String?

  /// - Parameter hasModel: false to leave out the model.
  func overrides(hasModel: Bool = true) throws -> [Override] {
    var all: [Override] = []
    for (key, name) in [("model", hasModel ? model : nil), ("system", system), ("mapping", mapping)] {
      if let name {
        // The model may be a checkpoint's folder here.
        let name = key == "model" ? Experiment.modelReference(name) : name == "-" ? "\"-\"" : name
        all.append(try Override(path: ConfigurationPath(keys: key), text: name, option: "--\(key)"))
      }
    }
    return all
  }
}
