/// An instruction of a trace that cannot be carried out on its inputs: nothing is said of the trace's time.
public struct ExecutionFailure: Error, Sendable, Hashable, CustomStringConvertible {
  /// The trace's path.
  public let trace: String
  /// The path of the inputs.
  public let inputs: String
  /// The instruction, and what is wrong with it.
  public let reason: String

  /// The trace and the reason.
  public var description: String { "\(trace) on \(inputs): cannot be executed\n\n\(reason)\n" }
}
