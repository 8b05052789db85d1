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

  @Option(
    help: ArgumentHelp(
      "Wave through a key of a checkpoint's config.json whose value is not known, such as hidden_act; the report names it. May be repeated.",
      valueName: "key"), completion: .nothing)
  var assume: [String] = []

  /// - Parameter withModel: false if the model stands for the experiment.
  func overrides(withModel: Bool = true) throws -> [Override] {
    var all: [Override] = []
    if !assume.isEmpty {
      all.append(
        try Override(
          path: ConfigurationPath(keys: "assume"), text: "[\(assume.joined(separator: ", "))]", option: "--assume"))
    }
    for (key, name) in [("model", withModel ? model : nil), ("system", system), ("mapping", mapping)] {
      if let name {
        // The model may be a checkpoint's folder here.
        let name = key == "model" ? Experiment.modelReference(name) : name == "-" ? "\"-\"" : name
        all.append(try Override(path: ConfigurationPath(keys: key), text: name, option: "--\(key)"))
      }
    }
    return all
  }
}
