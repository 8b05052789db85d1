internal import PIMConfiguration
internal import PIMWorkload

/// The default experiment for a model that is named in place of an experiment, or without one.
struct ModelExperiment {
  /// The name of a preset, or the path of a file.
  let name: String
  /// The reason for the default experiment, as the beginning of a remark.
  private let reason: String

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

  /// The experiment's document, and a remark for the user.
  ///
  /// - Throws: `ConfigurationError` for an invalid model.
  func document(_ library: PresetLibrary) throws(ConfigurationError) -> (node: Node, note: String) {
    let node = try Experiment.resolver(library).resolve(name, kind: .models)
    let model = try ModelSource(decoding: node.value()).description
    let (document, keys) = Experiment.defaultDocument(
      model: name, contextLimit: model.contextLimit, mark: Mark(option: name))
    return (
      document,
      "\(reason): the model is run as {\(keys)}, as many tokens as its context allows"
    )
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
