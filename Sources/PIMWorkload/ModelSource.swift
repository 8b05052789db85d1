package import PIMConfiguration

/// The value of an experiment's `model`: a description, and the folder of a checkpoint if there is one.
public struct ModelSource: Sendable, Hashable {
  /// The sizes of the model.
  public let description: ModelDescription
  /// The folder with `config.json` and `model.safetensors`; nil for a model described in YAML.
  public let checkpointFolder: String?
  /// Notes for the user: settings of the source that are not used, one a line.
  public let notes: [String]

  /// Creates a source from a description.
  public init(description: ModelDescription, checkpointFolder: String? = nil, notes: [String] = []) {
    self.description = description
    self.checkpointFolder = checkpointFolder
    self.notes = notes
  }

  /// Reads the value of an experiment's `model`: a mapping, or the path of a folder or of its `config.json`.
  ///
  /// - Throws: `ConfigurationError` of the description.
  package init(decoding value: Value) throws(ConfigurationError) {
    guard let path = value.node.fileReference else {
      self.init(description: try ModelDescription(decoding: value.section()))
      return
    }
    let isFile = path.hasSuffix(".json")
    let configuration = try HuggingFaceConfiguration(
      path: isFile ? path : path + "/" + Checkpoint.configurationName, reference: value.mark)
    let folder = isFile ? FilePath.folder(of: path) : path
    self.init(
      description: configuration.description, checkpointFolder: folder.isEmpty ? "." : folder,
      notes: configuration.notes)
  }

  /// The weights: the checkpoint's, or random ones made from `seed`.
  ///
  /// Every weight of a checkpoint is read once, to check that it is finite.
  ///
  /// - Throws: `CheckpointError` for files that cannot be read or belong to another model, and for the first
  ///   weight that is not finite.
  public func weights(seed: UInt64 = 1) throws -> any Weights {
    guard let checkpointFolder else { return RandomWeights(seed: seed) }
    let checkpoint = try Checkpoint(folder: checkpointFolder, model: description)
    try checkpoint.checkFinite()
    return checkpoint
  }
}
