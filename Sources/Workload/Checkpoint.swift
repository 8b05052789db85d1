/// A GPT-2 checkpoint: `config.json` and `model.safetensors` of a folder, as Hugging Face lays them out.
///
///     let checkpoint = try Checkpoint(folder: "configs/models/kjv")
///     let gains = try checkpoint.tensor(TensorSpec("h.0.ln_1.weight", [192]))
///
/// Names are those of GPT-2, all with or all without `transformer.` in front; matrices are [inputs, outputs] (Conv1D). The LM
/// head is the token embedding: a `lm_head.weight` must be equal to it bit for bit. The attention's masks, which old
/// checkpoints hold as buffers, are ignored.
public struct Checkpoint: Weights {
  public let model: ModelDescription
  public let file: SafeTensors
  /// What stands in front of every name in the file.
  private let prefix: String

  static let configurationName = "config.json"
  package static let weightsName = "model.safetensors"
  private static let headName = "lm_head.weight"

  /// Opens both files of a folder.
  ///
  /// - Throws: `ConfigurationError` for the description, `CheckpointError` for the weights.
  public init(folder: String) throws {
    let model = try ModelDescription(huggingFace: folder + "/" + Checkpoint.configurationName)
    try self.init(path: folder + "/" + Checkpoint.weightsName, model: model)
  }

  /// Opens the weights of a model that is known.
  ///
  /// - Throws: `CheckpointError` naming the first tensor that is missing, unknown or of the wrong shape or type.
  public init(path: String, model: ModelDescription) throws(CheckpointError) {
    self.model = model
    file = try SafeTensors(path: path)
    let standard = "transformer."
    let names = file.entries.map(\.name)
    prefix = names.contains { $0.hasPrefix(standard) } ? standard : ""
    let expected = OperatorGraph(model, context: model.contextLimit).weightTensors
    var known: Set<String> = [Checkpoint.headName]
    for spec in expected {
      known.insert(prefix + spec.name)
      _ = try tensor(spec)
    }
    for layer in 0..<model.layers {
      known.insert(prefix + OperatorGraph.name("attn.bias", layer: layer))
      known.insert(prefix + OperatorGraph.name("attn.masked_bias", layer: layer))
    }
    if let extra = names.first(where: { !known.contains($0) }) {
      throw CheckpointError(
        file: path, tensor: extra,
        "is none of a GPT-2 model of \(model.layers) layers"
          + (prefix.isEmpty ? "" : " with names in \(prefix)*"))
    }
    try checkHead()
  }

  private func checkHead() throws(CheckpointError) {
    guard file[Checkpoint.headName] != nil else { return }
    let head = try file.tensor(Checkpoint.headName)
    guard head.isIdentical(to: try file.tensor(prefix + "wte.weight")) else {
      throw CheckpointError(
        file: file.path, tensor: Checkpoint.headName,
        "differs from \(prefix)wte.weight: an LM head of its own is not supported")
    }
    head.discardPages()
  }

  public func tensor(_ spec: TensorSpec) throws(CheckpointError) -> TensorData {
    let name = prefix + spec.name
    guard let entry = file[name] else { throw CheckpointError(file: file.path, tensor: name, "is missing") }
    var expected = spec.shape
    // A run that extends the context asks for more positions than there are.
    if spec.name == "wpe.weight", expected[0] > model.contextLimit { expected[0] = model.contextLimit }
    guard entry.shape == expected else {
      throw CheckpointError(file: file.path, tensor: name, "has shape \(entry.shape); expected \(expected)")
    }
    return try file.tensor(name)
  }
}
