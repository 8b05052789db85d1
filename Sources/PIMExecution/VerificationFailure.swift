public import PIMInstructions

/// The reason why a verification failed.
public enum VerificationFailure: Error, Sendable, Hashable, CustomStringConvertible {
  /// The program cannot be executed.
  case execution(ExecutionError, content: String?)
  /// A result differs.
  case mismatch(Mismatch)
  /// The program does not have the blocks of the model.
  case structure(found: String, expected: String, traceLine: InstructionSite.TraceLine?)
  /// A block writes more or fewer cells than it should.
  case cellWrites(BlockLabel, found: Int, expected: Int, traceLine: InstructionSite.TraceLine?)
  /// The model's own values leave the range of the arithmetic, so there is no verdict on the program.
  case notFinite(NonFiniteValue)

  /// The message for the user.
  public var description: String {
    switch self {
    case .execution(let error, let content): return "\(error)" + (content.map { " (\($0))" } ?? "")
    case .mismatch(let mismatch): return "\(mismatch)"
    case .notFinite(let value): return "\(value)"
    case .structure(let found, let expected, let line):
      return (line.map { "\($0.file):\($0.line): " } ?? "") + "found \(found), expected \(expected)"
    case .cellWrites(let label, let found, let expected, let line):
      return (line.map { "\($0.file):\($0.line): " } ?? "")
        + "position \(label.position) layer \(label.layer) \(label.kind.rawValue): \(found) elements were written to cells, "
        + "expected \(expected)"
    }
  }
}
