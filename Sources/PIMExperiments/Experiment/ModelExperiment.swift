internal import PIMConfiguration
internal import PIMWorkload

/// The default experiment for a model that is named in place of an experiment, or without one.
struct ModelExperiment {
  /// The name of a preset, or the path of a file.
  let name: String
  /// The reason for the default experiment, as the beginning of a remark.
  private let reason: String
  /// Tokens of a run whose length nothing says: those of the paper's experiments. Published contexts go up to
  /// 131,072 positions, whose keys and values fit no machine here.
  static let mostTokens = 1_024

  /// The default experiment of a model, even if an experiment has its name.
  init(model name: String) {
    self.name = name
    reason = "no experiment given"
  }

  /// Fails for a name that no preset of a model has, or that an experiment or a baseline has as well.
  init?(_ name: String, _ library: PresetLibrary = .standard()) {
    guard library.names(kind: .models).contains(name),
      ![.experiments, .baselines].contains(where: { library.names(kind: $0).contains(name) })
    else { return nil }
    self.name = name
    reason = "no experiment named \(name)"
  }

  /// The experiment.
  ///
  /// - Throws: `ConfigurationError` for an invalid model.
  func standIn(_ overrides: [Override], _ library: PresetLibrary) throws(ConfigurationError) -> StandIn {
    let node = try Experiment.resolver(library).resolve(name, kind: .models)
    let model = try ModelSource(decoding: node.value()).description
    let tokens = min(model.contextLimit, ModelExperiment.mostTokens)
    let extent =
      tokens == model.contextLimit
      ? ", as many tokens as its context allows"
      : ", the first \(tokens) of its \(model.contextLimit) positions; --set tokens=N for others"
    return StandIn(
      of: name, tokens: tokens, overrides, mark: Mark(option: name), subject: "\(reason): the model",
      extent: extent)
  }
}
