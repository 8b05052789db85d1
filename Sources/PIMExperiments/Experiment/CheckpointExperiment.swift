internal import PIMConfiguration
internal import PIMWorkload

/// The default experiment for a checkpoint that is named in place of an experiment.
struct CheckpointExperiment {
  /// The checkpoint's `config.json`.
  let path: String

  /// Fails for a name that is neither the path of a folder nor that of a file `config.json`. A name without a
  /// slash is a checkpoint's folder if no preset has the name and the folder has a `config.json`.
  init?(_ name: String, _ library: PresetLibrary = .standard()) {
    let last = FilePath.name(of: name)
    if last == "config.json", FilePath.isFile(name) {
      path = name.contains("/") ? name : "./" + name
    } else if name.contains("/"), FilePath.isFolder(name) {
      path = FilePath.joining(name, "config.json")
    } else if Self.isFolderOfCheckpoint(name),
      ![.experiments, .baselines, .models].contains(where: { library.names(kind: $0).contains(name) })
    {
      path = "./\(name)/config.json"
    } else {
      return nil
    }
  }

  /// True for a name without a slash of a folder with a `config.json`.
  static func isFolderOfCheckpoint(_ name: String) -> Bool {
    !name.contains("/") && !name.isEmpty && FilePath.isFolder(name) && FilePath.isFile(name + "/config.json")
  }

  /// The experiment.
  ///
  /// - Throws: `ConfigurationError` for an invalid `config.json`.
  func standIn(_ overrides: [Override]) throws(ConfigurationError) -> StandIn {
    let model = try HuggingFaceConfiguration(path: path, assume: Experiment.assumptions(of: overrides))
      .description
    return StandIn(
      of: path, tokens: model.contextLimit, overrides, mark: Mark(option: path), subject: "a checkpoint",
      extent: "")
  }
}
