/// What is wrong with a checkpoint: the file, the tensor where one is to blame, and the problem.
///
/// Its description is the line that a user reads:
///
///     model.safetensors: tensor "h.0.ln_1.bias": 768 bytes for shape [192] of F32, which takes 768
public struct CheckpointError: Error, Hashable, Sendable, CustomStringConvertible {
  public var file: String
  /// The tensor's name as the file has it, or as it should have it; nil for trouble with the file as a whole.
  public var tensor: String?
  public var problem: String

  public init(file: String, tensor: String? = nil, _ problem: String) {
    self.file = file
    self.tensor = tensor
    self.problem = problem
  }

  public var description: String {
    tensor.map { "\(file): tensor \"\($0)\": \(problem)" } ?? "\(file): \(problem)"
  }
}
