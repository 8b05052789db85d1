internal import PIMConfiguration

/// A checkpoint in the layout of Hugging Face: a folder with `config.json` and `model.safetensors`. Shards
/// that `model.safetensors.index.json` names may replace the one file.
///
///     let checkpoint = try Checkpoint(folder: "configs/models/kjv")
///     let gains = try checkpoint.tensor(
///       GraphWeight(.gain(.attention), TensorSpec("h.0.ln_1.weight", [192])))
///
/// Names and layouts in the files are the family's (`CheckpointLayout`); weights are delivered as the graph
/// has them. One that is stored as the graph has it stays in the file, any other is put together in memory at
/// each request. A tied LM head, if present, must be equal to the token embedding bit for bit. Embeddings and
/// LM head may have more rows than the model has tokens or positions; the first rows are used. Masks and
/// frequencies, which old checkpoints store as buffers, and heads of other tasks are not used and may be of
/// any type.
public struct Checkpoint: Weights {
  /// The model that the weights belong to.
  public let model: ModelDescription
  /// Notes for the user: parts of the files that are not used, one a line.
  public let notes: [String]
  private let files: TensorFiles
  private let layout: CheckpointLayout
  /// The beginning of every name in the files: one of the layout's prefixes, or empty.
  private let prefix: String

  static let configurationName = "config.json"
  static let weightsName = "model.safetensors"
  static let indexName = "model.safetensors.index.json"
  /// The first parts of the names of other heads: classification, questions, multiple choice, rewards.
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
    let configuration = try HuggingFaceConfiguration(path: folder + "/" + Checkpoint.configurationName)
    try self.init(folder: folder, model: configuration.description, layout: configuration.layout)
  }

  /// Opens the weights of a known model in a folder: the one file if there is one, otherwise the shards. The
  /// folder's `config.json` names the family; without the file it is GPT-2.
  ///
  /// - Throws: `CheckpointError` naming the first tensor that is missing, unknown or of the wrong shape or
  ///   type.
  public init(folder: String, model: ModelDescription) throws(CheckpointError) {
    try self.init(folder: folder, model: model, configuration: nil)
  }

  /// Opens the weights of a known model in a folder.
  ///
  /// - Parameter configuration: the file that names the family; nil for the folder's `config.json`, if any.
  init(folder: String, model: ModelDescription, configuration: String?) throws(CheckpointError) {
    let path = configuration ?? folder + "/" + Checkpoint.configurationName
    guard FilePath.exists(path) else {
      try self.init(folder: folder, model: model, layout: GPT2Family.layout(model))
      return
    }
    let layout: CheckpointLayout
    do throws(ConfigurationError) {
      layout = try HuggingFaceConfiguration.layout(of: model, path: path)
    } catch {
      throw CheckpointError(file: path, "names no family that is known: \(error.what)")
    }
    try self.init(folder: folder, model: model, layout: layout)
  }

  /// Opens the weights of a known model and layout in a folder.
  package init(
    folder: String, model: ModelDescription, layout: CheckpointLayout
  ) throws(CheckpointError) {
    let (path, index) = (folder + "/" + Checkpoint.weightsName, folder + "/" + Checkpoint.indexName)
    switch (FilePath.exists(path), FilePath.exists(index)) {
    case (false, true): try self.init(TensorFiles(index: index), model, layout)
    case (true, true):
      try self.init(
        TensorFiles(path: path), model, layout,
        notes: ["\(Checkpoint.indexName) is not used: the weights are in \(Checkpoint.weightsName)"])
    default: try self.init(TensorFiles(path: path), model, layout)
    }
  }

  /// Opens the weights of a known GPT-2 in one file.
  ///
  /// - Throws: `CheckpointError` naming the first tensor that is missing, unknown or of the wrong shape or
  ///   type.
  public init(path: String, model: ModelDescription) throws(CheckpointError) {
    try self.init(TensorFiles(path: path), model, GPT2Family.layout(model))
  }

  private init(
    _ files: TensorFiles, _ model: ModelDescription, _ layout: CheckpointLayout, notes: [String] = []
  ) throws(CheckpointError) {
    self.model = model
    self.files = files
    self.layout = layout
    let names = files.names
    prefix = layout.prefixes.first { prefix in names.contains { $0.hasPrefix(prefix) } } ?? ""
    let graph = OperatorGraph(model, context: model.contextLimit)
    let expected = graph.weights.filter { !$0.role.isConstant }
    let head = layout.head + ".weight"
    var known: Set<String> = model.features.head.isTied ? [head] : []
    for weight in expected {
      known.formUnion(layout.sources(of: weight, prefix: prefix).map(\.name))
    }
    for layer in 0..<model.layers {
      for buffer in layout.buffers { known.insert("\(prefix)\(layout.layers)\(layer).\(buffer)") }
    }
    let others = names.filter { !known.contains($0) }
    let heads = others.filter { name in
      name.split(separator: ".").first.map(Checkpoint.otherHeads.contains) ?? false
    }
    var notes = notes
    for weight in expected {
      for source in layout.sources(of: weight, prefix: prefix) where source.mayHaveMoreRows {
        guard let rows = files[source.name]?.shape.first, rows > source.shape[0] else { continue }
        notes.append(
          "\(source.name) has \(rows) rows; the first \(source.shape[0]) are used, as many as the model has "
            + (weight.role == .positionEmbedding ? "positions" : "tokens"))
      }
    }
    if !heads.isEmpty {
      notes.append("not used, being of the head of another task: \(heads.joined(separator: ", "))")
    }
    self.notes = notes
    for weight in expected { _ = try stored(weight) }
    if let extra = others.first(where: { !heads.contains($0) }) {
      throw CheckpointError(
        file: files.path(of: extra), tensor: extra,
        "is none of \(layout.family == "OPT" ? "an" : "a") \(layout.family) model of \(model.layers) layers"
          + (prefix.isEmpty ? "" : " with names in \(prefix)*"))
    }
    if model.features.head.isTied, let tokens = graph.weight(.tokenEmbedding) {
      try checkHead(head, tiedTo: tokens)
    }
  }

  /// Checks that an LM head in the files is equal to the token embedding.
  private func checkHead(_ name: String, tiedTo tokens: GraphWeight) throws(CheckpointError) {
    guard let entry = files[name] else { return }
    let embedding = try tensor(tokens)
    var isEqual = false
    if entry.shape.count == 2, entry.shape[0] >= model.vocabulary {
      let head = try files.tensor(name)
      isEqual = head.firstRows(model.vocabulary).isIdentical(to: embedding)
      head.discardPages()
    }
    guard isEqual else {
      throw CheckpointError(
        file: files.path(of: name), tensor: name,
        "differs from \(prefix)\(layout.tokens).weight, to which it is tied; an LM head of its own needs "
          + "tie_word_embeddings: false")
    }
  }

  /// The stored tensors of a weight, cut to the rows in use, not yet checked for values that are not finite.
  ///
  /// - Throws: `CheckpointError` for a tensor that is missing or of another shape or type.
  private func stored(
    _ weight: GraphWeight
  ) throws(CheckpointError) -> [(source: CheckpointLayout.Source, data: TensorData)] {
    var weight = weight
    // A run that extends the context asks for more positions than there are.
    if weight.role == .positionEmbedding, case .learned(let offset) = model.features.positions {
      weight.tensor.shape[0] = min(weight.tensor.shape[0], model.contextLimit + offset)
    }
    let sources = layout.sources(of: weight, prefix: prefix)
    var result: [(source: CheckpointLayout.Source, data: TensorData)] = []
    for source in sources {
      let name = source.name
      guard let entry = files[name] else {
        throw CheckpointError(file: files.path, tensor: name, "is missing")
      }
      let expected = source.shape
      let hasRows =
        source.mayHaveMoreRows && entry.shape.count == expected.count && entry.shape[0] > expected[0]
      guard entry.shape == (hasRows ? [entry.shape[0]] + expected.dropFirst() : expected) else {
        throw CheckpointError(
          file: files.path(of: name), tensor: name, "has shape \(entry.shape); expected \(expected)")
      }
      let data = try files.tensor(name)
      result.append((source, hasRows ? data.firstRows(expected[0]) : data))
    }
    let outputs = weight.isVector ? weight.tensor.shape[0] : weight.outputs
    let rows = sources.reduce(0) { $0 + $1.rows.reduce(0) { $0 + $1.count } }
    guard rows == outputs else {
      throw CheckpointError(
        file: files.path, tensor: sources.first?.name ?? weight.tensor.name,
        sources.isEmpty
          ? "is no weight of \(layout.family)"
          : "has \(rows) outputs with its neighbours; expected \(outputs)")
    }
    return result
  }

  /// The data of a weight, not yet checked for values that are not finite.
  ///
  /// - Throws: `CheckpointError` for a tensor that is missing or of another shape or type, and if there is no
  ///   memory for a weight that is put together.
  public func tensor(_ weight: GraphWeight) throws(CheckpointError) -> TensorData {
    let stored = try stored(weight)
    let addend: Float? = hasUnitOffset(weight) ? 1 : nil
    if stored.count == 1, addend == nil, stored[0].source.isWhole(in: weight.order) { return stored[0].data }
    let result = try TensorData(
      stored[0].source.name, of: files.path(of: stored[0].source.name), shape: weight.tensor.shape,
      order: weight.order,
      parts: stored.map { TensorData.Part(data: $0.data, order: $0.source.order, rows: $0.source.rows) },
      adding: addend)
    for (_, data) in stored { data.discardPages() }
    return result
  }

  /// True for a gain that is stored less 1.
  private func hasUnitOffset(_ weight: GraphWeight) -> Bool {
    switch weight.role {
    case .gain, .headGain: return model.features.norm.hasUnitOffset
    case .tokenEmbedding, .positionEmbedding, .shift, .matrix, .bias, .rotation, .slopes: return false
    }
  }

  /// Checks that every stored weight in use is finite as bfloat16.
  ///
  /// - Throws: `CheckpointError` naming the first tensor and element with a NaN, an infinity, or a value that
  ///   bfloat16 rounds to infinity.
  /// - Complexity: reads every weight once.
  public func checkFinite() throws(CheckpointError) {
    for weight in OperatorGraph(model, context: model.contextLimit).weights where !weight.role.isConstant {
      for (source, data) in try stored(weight) {
        let found = data.firstNonFinite()
        data.discardPages()
        guard let found else { continue }
        let value = data.floats(found..<found + 1)[0]
        let text = value.isNaN ? "nan" : "\(value)"
        throw CheckpointError(
          file: files.path(of: source.name), tensor: source.name,
          "element \(Checkpoint.indices(of: found, in: source.shape)) is \(text)"
            + (value.isFinite ? ", which bfloat16 rounds to infinity" : "")
            + "; weights must be finite")
      }
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
