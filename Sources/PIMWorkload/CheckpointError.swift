internal import PIMConfiguration

/// An error in a checkpoint: the file, the tensor if the error belongs to one, and the problem.
///
/// `description` is the line that a user reads:
///
///     model.safetensors: tensor "h.0.ln_1.bias": 768 bytes for shape [192] of F32, which takes 768
public struct CheckpointError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Path of the file.
  public var file: String
  /// Name of the tensor, as it is or should be in the file; nil for an error of the whole file.
  public var tensor: String?
  /// The problem, as a predicate of the file or tensor.
  public var problem: String

  /// Creates an error.
  package init(file: String, tensor: String? = nil, _ problem: String) {
    self.file = file
    self.tensor = tensor
    self.problem = problem
  }

  /// Creates an error from one in a JSON text whose outer keys are names of tensors.
  ///
  /// - Parameter part: the name of the text, such as `header`; empty for the whole file.
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

  /// The message for the user.
  public var description: String {
    tensor.map { "\(file): tensor \"\($0)\": \(problem)" } ?? "\(file): \(problem)"
  }
}
