package import PIMConfiguration

/// The value of an experiment's `model`: a description, and the folder of a checkpoint if there is one.
public struct ModelSource: Sendable, Hashable {
  /// The sizes of the model.
  public let description: ModelDescription
  /// The folder with `config.json` and `model.safetensors`; nil for a model described in YAML.
  public let checkpointFolder: String?
  /// Notes for the user: settings of the source that are not used, one a line.
  public let notes: [String]
  /// Settings of the source that the program does not compute and that the user waved through, as sentences.
  /// Such a model can be simulated; its weights are refused, since no result with them would be the model's.
  public let assumptions: [String]
  /// The file that names the family of the checkpoint.
  private let configuration: String?

  /// Creates a source from a description. The folder of a checkpoint has a `config.json`, or GPT-2's tensors.
  public init(description: ModelDescription, checkpointFolder: String? = nil, notes: [String] = []) {
    self.init(description, checkpointFolder, notes, assumptions: [], configuration: nil)
  }

  private init(
    _ description: ModelDescription, _ checkpointFolder: String?, _ notes: [String], assumptions: [String],
    configuration: String?
  ) {
    self.description = description
    self.checkpointFolder = checkpointFolder
    self.notes = notes
    self.assumptions = assumptions
    self.configuration = configuration
  }

  /// Reads the value of an experiment's `model`: a mapping, or the path of a folder or of its `config.json`.
  ///
  /// - Parameter assume: keys of a `config.json` that are waved through (`AssumableKey`).
  /// - Throws: `ConfigurationError` of the description, and for a key that cannot be assumed.
  package init(decoding value: Value, assume: Set<String> = []) throws(ConfigurationError) {
    guard let path = value.node.fileReference else {
      self.init(
        description: try ModelDescription(decoding: value.section()),
        notes: assume.sorted().map { "nothing needs to be assumed about \($0): the model is no config.json" })
      return
    }
    let isFile = path.hasSuffix(".json")
    let file = isFile ? path : path + "/" + Checkpoint.configurationName
    let read = try HuggingFaceConfiguration(path: file, reference: value.mark, assume: assume)
    let folder = isFile ? FilePath.folder(of: path) : path
    self.init(
      read.description, folder.isEmpty ? "." : folder, read.notes, assumptions: read.assumptions,
      configuration: file)
  }

  /// The weights: the checkpoint's, or random ones made from `seed`.
  ///
  /// Every weight of a checkpoint is read once, to check that it is finite.
  ///
  /// - Throws: `CheckpointError` for files that cannot be read or belong to another model, for the first
  ///   weight that is not finite, and for a model with assumptions.
  public func weights(seed: UInt64 = 1) throws -> any Weights {
    guard let checkpointFolder else { return RandomWeights(seed: seed) }
    if let first = assumptions.first {
      throw CheckpointError(
        file: configuration ?? checkpointFolder,
        "\(first): such a model can be simulated, and not be executed or verified")
    }
    let checkpoint = try Checkpoint(
      folder: checkpointFolder, model: description, configuration: configuration)
    try checkpoint.checkFinite()
    return checkpoint
  }
}
