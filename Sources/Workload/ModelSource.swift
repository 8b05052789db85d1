public import Configuration

/// A model as an experiment names it: a description, and a folder of weights where it has one.
public struct ModelSource: Sendable, Hashable {
  public let description: ModelDescription
  /// The folder with `config.json` and `model.safetensors`; nil for a model that is described in YAML.
  public let checkpointFolder: String?

  /// A model by its description.
  public init(description: ModelDescription, checkpointFolder: String? = nil) {
    self.description = description
    self.checkpointFolder = checkpointFolder
  }

  /// Reads the value of an experiment's `model`: a mapping, or the path of a folder or of its `config.json`.
  ///
  /// - Throws: what reading the description throws.
  public init(decoding value: Value) throws(ConfigurationError) {
    guard let path = value.node.fileReference else {
      self.init(description: try ModelDescription(decoding: value.section()))
      return
    }
    let suffix = "/" + Checkpoint.configurationName
    let folder = path.hasSuffix(suffix) ? String(path.dropLast(suffix.count)) : path
    self.init(
      description: try ModelDescription(huggingFace: folder + suffix, reference: value.mark),
      checkpointFolder: folder)
  }

  /// The weights: the checkpoint's, or random ones.
  public func weights(seed: UInt64 = 1) throws -> any Weights {
    guard let checkpointFolder else { return RandomWeights(seed: seed) }
    return try Checkpoint(path: checkpointFolder + "/" + Checkpoint.weightsName, model: description)
  }
}
