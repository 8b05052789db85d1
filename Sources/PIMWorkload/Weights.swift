/// A source of a model's weights: a checkpoint or random numbers.
///
/// Tensors have the names of the operator graph, those of a layer with its number: `h.3.attn.c_attn.weight`.
public protocol Weights: Sendable {
  /// Notes for the user, one a line.
  var notes: [String] { get }
  /// The data of a weight.
  ///
  /// If a run extends the model's context, the data of the position embedding may have fewer rows than the
  /// weight.
  ///
  /// - Parameter weight: a weight whose tensor has its full name, and no constant.
  /// - Throws: `CheckpointError` for a tensor that cannot be read, and if there is no memory for it.
  func tensor(_ weight: GraphWeight) throws(CheckpointError) -> TensorData
}

extension Weights {
  /// The data of a weight, or of a table of constants.
  ///
  /// - Throws: what `tensor(_:)` throws.
  package func data(of weight: GraphWeight) throws(CheckpointError) -> TensorData {
    if let constants = try weight.constants() { return constants }
    return try tensor(weight)
  }

  /// No notes.
  public var notes: [String] { [] }
}
