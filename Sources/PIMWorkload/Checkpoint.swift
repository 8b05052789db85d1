internal import PIMConfiguration

/// A GPT-2 checkpoint in the layout of Hugging Face: a folder with `config.json` and `model.safetensors`.
/// Shards that `model.safetensors.index.json` names may replace the one file.
///
///     let checkpoint = try Checkpoint(folder: "configs/models/kjv")
///     let gains = try checkpoint.tensor(
///       GraphWeight(.gain(.attention), TensorSpec("h.0.ln_1.weight", [192])))
///
/// Names are those of GPT-2, all with or all without the prefix `transformer.`. Matrices are [inputs,
/// outputs] (Conv1D). The LM head is the token embedding: `lm_head.weight`, if present, must be equal to it
/// bit for bit. An embedding may have more rows than the model has tokens or positions; the first rows are
/// used. Masks of the attention, which old checkpoints store as buffers, and heads of other tasks are not
/// used and may be of any type.
public struct Checkpoint: Weights {
  /// The model that the weights belong to.
  public let model: ModelDescription
  /// Notes for the user: parts of the files that are not used, one a line.
  public let notes: [String]
  private let files: TensorFiles
  /// The prefix of every name in the files: `transformer.` or empty.
  private let prefix: String

  static let configurationName = "config.json"
  static let weightsName = "model.safetensors"
  static let indexName = "model.safetensors.index.json"
  private static let headName = "lm_head.weight"
  /// The first parts of the names of other GPT-2 heads: classification, questions, multiple choice, rewards.
  private static let otherHeads: Set<Substring> = [
    "score", "classifier", "qa_outputs", "multiple_choice_head", "v_head",
  ]

  /// True if a folder has weights, in one file or in shards. A model without weights can be simulated but not
  /// executed.
  public static func hasWeights(folder: String) -> Bool {
    [weightsName, indexName].contains { FilePath.exists(folder + "/" + $0) }
  }

  /// Paths of the files that hold a folder's weights: one file, or an index and its shards.
  ///
  /// - Throws: `CheckpointError` if they cannot be read or contradict each other.
  package static func weightFiles(folder: String) throws(CheckpointError) -> [String] {
    let (path, index) = (folder + "/" + weightsName, folder + "/" + indexName)
    if FilePath.exists(path) || !FilePath.exists(index) { return [path] }
    return try TensorFiles(index: index).paths
  }

  /// Opens the description and the weights of a folder.
  ///
  /// - Throws: `ConfigurationError` for the description, `CheckpointError` for the weights.
  public init(folder: String) throws {
    try self.init(
      folder: folder, model: ModelDescription(huggingFace: folder + "/" + Checkpoint.configurationName))
  }

  /// Opens the weights of a known model in a folder: the one file if there is one, otherwise the shards.
  ///
  /// - Throws: `CheckpointError` naming the first tensor that is missing, unknown or of the wrong shape or
  ///   type.
  public init(folder: String, model: ModelDescription) throws(CheckpointError) {
    let (path, index) = (folder + "/" + Checkpoint.weightsName, folder + "/" + Checkpoint.indexName)
    switch (FilePath.exists(path), FilePath.exists(index)) {
    case (false, true): try self.init(TensorFiles(index: index), model)
    case (true, true):
      try self.init(
        TensorFiles(path: path), model,
        notes: ["\(Checkpoint.indexName) is not used: the weights are in \(Checkpoint.weightsName)"])
    default: try self.init(TensorFiles(path: path), model)
    }
  }

  /// Opens the weights of a known model in one file.
  ///
  /// - Throws: `CheckpointError` naming the first tensor that is missing, unknown or of the wrong shape or
  ///   type.
  public init(path: String, model: ModelDescription) throws(CheckpointError) {
    try self.init(TensorFiles(path: path), model)
  }

  private init(_ files: TensorFiles, _ model: ModelDescription, notes: [String] = []) throws(CheckpointError)
  {
    self.model = model
    self.files = files
    let standard = "transformer."
    let names = files.names
    let prefix = names.contains { $0.hasPrefix(standard) } ? standard : ""
    self.prefix = prefix
    let graph = OperatorGraph(model, context: model.contextLimit)
    let expected = graph.weights.filter { !$0.role.isConstant }
    var known: Set<String> = [Checkpoint.headName]
    for weight in expected { known.insert(prefix + weight.tensor.name) }
    for layer in 0..<model.layers {
      known.insert(prefix + OperatorGraph.name("attn.bias", layer: layer))
      known.insert(prefix + OperatorGraph.name("attn.masked_bias", layer: layer))
    }
    let others = names.filter { !known.contains($0) }
    let heads = others.filter { name in
      name.split(separator: ".").first.map(Checkpoint.otherHeads.contains) ?? false
    }
    var notes = notes
    for embedding in expected where embedding.role.isEmbedding {
      let (name, used) = (prefix + embedding.tensor.name, embedding.tensor.shape[0])
      guard let rows = files[name]?.shape.first, rows > used else { continue }
      notes.append(
        "\(name) has \(rows) rows; the first \(used) are used, as many as the model has "
          + (embedding.role == .tokenEmbedding ? "tokens" : "positions"))
    }
    if !heads.isEmpty {
      notes.append("not used, being of the head of another task: \(heads.joined(separator: ", "))")
    }
    self.notes = notes
    for weight in expected { _ = try tensor(weight) }
    if let extra = others.first(where: { !heads.contains($0) }) {
      throw CheckpointError(
        file: files.path(of: extra), tensor: extra,
        "is none of a GPT-2 model of \(model.layers) layers"
          + (prefix.isEmpty ? "" : " with names in \(prefix)*"))
    }
    if let tokens = graph.weight(.tokenEmbedding) { try checkHead(tiedTo: tokens) }
  }

  /// Checks that an LM head in the files is equal to the token embedding.
  private func checkHead(tiedTo tokens: GraphWeight) throws(CheckpointError) {
    guard let entry = files[Checkpoint.headName] else { return }
    let embedding = try tensor(tokens)
    var isEqual = false
    if entry.shape.count == 2, entry.shape[0] >= model.vocabulary {
      let head = try files.tensor(Checkpoint.headName)
      isEqual = head.firstRows(model.vocabulary).isIdentical(to: embedding)
      head.discardPages()
    }
    guard isEqual else {
      throw CheckpointError(
        file: files.path(of: Checkpoint.headName), tensor: Checkpoint.headName,
        "differs from \(prefix)\(tokens.tensor.name): an LM head of its own is not supported")
    }
  }

  /// The data of a weight, not yet checked for values that are not finite.
  ///
  /// - Throws: `CheckpointError` for a tensor that is missing or of another shape or type.
  public func tensor(_ weight: GraphWeight) throws(CheckpointError) -> TensorData {
    let name = prefix + weight.tensor.name
    guard let entry = files[name] else { throw CheckpointError(file: files.path, tensor: name, "is missing") }
    var expected = weight.tensor.shape
    // A run that extends the context asks for more positions than there are.
    if weight.role == .positionEmbedding, expected[0] > model.contextLimit {
      expected[0] = model.contextLimit
    }
    // An embedding in the files may have more rows than the model has tokens or positions.
    let hasRows = weight.role.isEmbedding && entry.shape.count == 2 && entry.shape[0] > expected[0]
    guard entry.shape == (hasRows ? [entry.shape[0]] + expected.dropFirst() : expected) else {
      throw CheckpointError(
        file: files.path(of: name), tensor: name, "has shape \(entry.shape); expected \(expected)")
    }
    let data = try files.tensor(name)
    return hasRows ? data.firstRows(expected[0]) : data
  }

  /// Checks that every weight in use is finite as bfloat16.
  ///
  /// - Throws: `CheckpointError` naming the first tensor and element with a NaN, an infinity, or a value that
  ///   bfloat16 rounds to infinity.
  /// - Complexity: reads every weight once.
  public func checkFinite() throws(CheckpointError) {
    for weight in OperatorGraph(model, context: model.contextLimit).weights where !weight.role.isConstant {
      let (data, spec) = (try tensor(weight), weight.tensor)
      let found = data.firstNonFinite()
      data.discardPages()
      guard let found else { continue }
      let value = data.floats(found..<found + 1)[0]
      let text = value.isNaN ? "nan" : "\(value)"
      throw CheckpointError(
        file: files.path(of: prefix + spec.name), tensor: prefix + spec.name,
        "element \(Checkpoint.indices(of: found, in: spec.shape)) is \(text)"
          + (value.isFinite ? ", which bfloat16 rounds to infinity" : "")
          + "; weights must be finite")
    }
  }

  private static func indices(of element: Int, in shape: [Int]) -> [Int] {
    var rest = element
    var result: [Int] = []
    for extent in shape.dropFirst().reversed() {
      result.append(rest % extent)
      rest /= extent
    }
    return [rest] + result.reversed()
  }
}
