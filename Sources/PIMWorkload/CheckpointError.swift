internal import PIMConfiguration

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

  /// What is wrong with a JSON text of a checkpoint whose outer keys are names of tensors.
  ///
  /// - Parameter part: what the text is, such as `header`; empty for the whole file.
  init(file: String, _ part: String, _ error: ConfigurationError) {
    var components = error.path.components[...]
    if part.isEmpty { components = components.dropFirst() }
    var text = part
    if let mark = error.mark { text += (part.isEmpty ? "" : " ") + "line \(mark.line) column \(mark.column)" }
    let rest = components.dropFirst()
    if !rest.isEmpty { text += ", \(ConfigurationPath(Array(rest)))" }
    text += ": \(error.what)"
    if let found = error.found { text += ", found \(found)" }
    if let expected = error.expected { text += "; expected \(expected)" }
    var name: String?
    if case .key(let key) = components.first { name = key }
    self.init(file: file, tensor: name, text)
  }

  public var description: String {
    tensor.map { "\(file): tensor \"\($0)\": \(problem)" } ?? "\(file): \(problem)"
  }
}
