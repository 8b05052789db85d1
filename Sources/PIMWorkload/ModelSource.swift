public import PIMConfiguration

/// A model as an experiment names it: a description, and a folder of weights where it has one.
public struct ModelSource: Sendable, Hashable {
  public let description: ModelDescription
  /// The folder with `config.json` and `model.safetensors`; nil for a model that is described in YAML.
  public let checkpointFolder: String?
  /// What of its description is not used, and what the user should know of it.
  public let notes: [String]

  /// A model by its description.
  public init(description: ModelDescription, checkpointFolder: String? = nil, notes: [String] = []) {
    self.description = description
    self.checkpointFolder = checkpointFolder
    self.notes = notes
  }

  /// Reads the value of an experiment's `model`: a mapping, or the path of a folder or of its `config.json`.
  ///
  /// - Throws: what reading the description throws.
  public init(decoding value: Value) throws(ConfigurationError) {
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

  /// The weights: the checkpoint's, or random ones. All are finite, which takes the time to read a checkpoint
  /// once.
  ///
  /// - Throws: `CheckpointError` for files that cannot be read or are not of this model, and for the first
  ///   weight that is not finite.
  public func weights(seed: UInt64 = 1) throws -> any Weights {
    guard let checkpointFolder else { return RandomWeights(seed: seed) }
    let checkpoint = try Checkpoint(folder: checkpointFolder, model: description)
    try checkpoint.checkFinite()
    return checkpoint
  }
}
