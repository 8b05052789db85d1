internal import PIMConfiguration
internal import PIMReports
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
      ![.experiments, .baselines].contains(where: { library.names(kind: $0).contains(name) })
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
