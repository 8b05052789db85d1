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

  @OptionGroup var assumptions: AssumeOptions

  /// - Parameter withModel: false if the model stands for the experiment.
  func overrides(withModel: Bool = true) throws -> [Override] {
    var all = try assumptions.overrides()
    for (key, name) in [("model", withModel ? model : nil), ("system", system), ("mapping", mapping)] {
      if let name {
        // The model may be a checkpoint's folder here.
        let name = key == "model" ? Experiment.modelReference(name) : name == "-" ? "\"-\"" : name
        all.append(try Override(path: ConfigurationPath(keys: key), text: name, option: "--\(key)"))
      }
    }
    return all
  }

  /// The options as they stand on a command line.
  ///
  /// - Parameter withModel: false if the model stands for the experiment.
  func arguments(withModel: Bool = true) -> [String] {
    let names = [("--model", withModel ? model : nil), ("--system", system), ("--mapping", mapping)]
    return names.flatMap { option, name in name.map { [option, $0] } ?? [] }
      + assumptions.keys.flatMap { ["--assume", $0] }
  }
}
