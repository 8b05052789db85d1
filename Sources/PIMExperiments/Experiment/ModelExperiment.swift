internal import PIMConfiguration
internal import PIMWorkload

/// The default experiment for the preset of a model that is named in place of an experiment.
struct ModelExperiment {
  /// The preset's name.
  let name: String
  /// Tokens of a run whose length nothing says: those of the paper's experiments. Published contexts go up to
  /// 131,072 positions, whose keys and values fit no machine here.
  static let mostTokens = 1_024

  /// Fails for a name that no model has, or that an experiment or a baseline has as well.
  init?(_ name: String, _ library: PresetLibrary = .standard()) {
    guard library.names(kind: .models).contains(name),
      ![.experiments, .baselines].contains(where: { library.names(kind: $0).contains(name) })
    else { return nil }
    self.name = name
  }

  /// The experiment's document, and a remark for the user.
  ///
  /// - Throws: `ConfigurationError` for an invalid model.
  func document(_ library: PresetLibrary) throws(ConfigurationError) -> (node: Node, note: String) {
    let node = try Experiment.resolver(library).resolve(name, kind: .models)
    let model = try ModelSource(decoding: node.value()).description
    let tokens = min(model.contextLimit, ModelExperiment.mostTokens)
    let (document, keys) = Experiment.defaultDocument(
      model: name, contextLimit: tokens, mark: Mark(option: name))
    let extent =
      tokens == model.contextLimit
      ? "as many tokens as its context allows"
      : "the first \(tokens) of its \(model.contextLimit) positions; --set tokens=N for others"
    return (document, "no experiment named \(name): the model is run as {\(keys)}, \(extent)")
  }
}

extension Experiment {
  /// The preset of the system of default experiments.
  static let defaultSystem = "pim-gpt"

  /// The document of a model's default experiment, and its keys as text: a run over the whole context with
  /// embedding and LM head, on the paper's machine with the paper's mapping.
  ///
  /// - Parameter model: the reference to the model.
  static func defaultDocument(
    model: String, contextLimit: Int, mark: Mark
  ) -> (node: Node, keys: String) {
    let values = [
      ("model", model), ("system", defaultSystem), ("mapping", "paper"), ("tokens", "\(contextLimit)"),
      ("embedding", "true"), ("lmHead", "true"),
    ]
    let entries = values.map {
      Node.Entry(key: Node.Key($0, mark: mark), value: Node(plain: $1, mark: mark))
    }
    let keys = values.map { "\($0): \($1)" }.joined(separator: ", ")
    return (Node(.mapping(Node.Mapping(entries)), mark: mark), keys)
  }
}
