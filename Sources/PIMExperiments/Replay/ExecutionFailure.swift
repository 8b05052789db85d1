/// The error of a trace with an instruction that cannot be executed on its inputs; such a trace has no time.
public struct ExecutionFailure: Error, Sendable, Hashable, CustomStringConvertible {
  /// The trace's path.
  public let trace: String
  /// The path of the file of inputs.
  public let inputs: String
  /// The instruction and its error.
  public let reason: String

  /// The trace, its inputs and the reason.
  public var description: String { "\(trace) on \(inputs): cannot be executed\n\n\(reason)\n" }
}
