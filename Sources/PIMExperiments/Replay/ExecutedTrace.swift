internal import PIMReports

/// A trace that was executed on values to its end.
public struct ExecutedTrace: Sendable, Hashable {
  /// The trace's path.
  public let trace: String
  /// The path of the file of inputs.
  public let inputs: String
  /// The number of executed blocks.
  public let blocks: Int

  package init(trace: String, inputs: String, blocks: Int) {
    self.trace = trace
    self.inputs = inputs
    self.blocks = blocks
  }

  /// The result as a line for a terminal.
  public var text: String {
    "\(trace) executed on \(inputs): \(NumberText.count(blocks)) \(blocks == 1 ? "block" : "blocks")\n\n"
  }
}
