internal import PIMConfiguration
internal import PIMWorkload

/// The default experiment for a checkpoint that is named in place of an experiment.
struct CheckpointExperiment {
  /// The checkpoint's `config.json`.
  let path: String

  /// Fails for a name that is neither the path of a folder nor that of a file `config.json`.
  init?(_ name: String) {
    let last = FilePath.name(of: name)
    if last == "config.json", FilePath.isFile(name) {
      path = name.contains("/") ? name : "./" + name
    } else if name.contains("/"), FilePath.isFolder(name) {
      path = FilePath.joining(name, "config.json")
    } else {
      return nil
    }
  }

  /// The experiment's document: a run over the model's whole context with embedding and LM head, on the
  /// paper's machine with the paper's mapping; and a remark for the user.
  ///
  /// - Throws: `ConfigurationError` for an invalid `config.json`.
  func document() throws(ConfigurationError) -> (node: Node, note: String) {
    let model = try HuggingFaceConfiguration(path: path).description
    let mark = Mark(option: path)
    let values = [
      ("model", path), ("system", "pim-gpt"), ("mapping", "paper"), ("tokens", "\(model.contextLimit)"),
      ("embedding", "true"), ("lmHead", "true"),
    ]
    let entries = values.map {
      Node.Entry(key: Node.Key($0, mark: mark), value: Node(plain: $1, mark: mark))
    }
    let shown = values.map { "\($0): \($1)" }.joined(separator: ", ")
    return (Node(.mapping(Node.Mapping(entries)), mark: mark), "a checkpoint is run as {\(shown)}")
  }
}
