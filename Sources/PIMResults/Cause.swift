/// The cause of an interval of the critical path. Every picosecond of a run has exactly one cause.
public enum Cause: UInt8, CaseIterable, Sendable, Hashable {
  /// Consecutive MAC column accesses, and the MAC pipeline.
  case mac
  /// Precharges and activates, and the first column access that waits for the row.
  case rowOpening
  /// Bursts into the global buffer, and MACs that wait for them.
  case bufferWrite
  /// Reading accumulators, including the wait for the MAC pipeline.
  case resultRead
  /// Writes into banks: keys and values.
  case keyValueWrite
  /// Reads of banks over the link: parameters and embeddings.
  case bankRead
  /// Presetting accumulators.
  case accumulatorPreset
  /// Row copies, element-wise products and activation functions inside the channel.
  case inMemoryFunction
  /// Mode changes of a channel.
  case modeChange
  /// Refreshes, and waits for them or after them.
  case refresh
  /// Data on the link after the last command.
  case link
  /// Functions of the ASIC: norms of either kind, sums, products with a constant, activation functions with
  /// the products of gates, softmax, and the greatest element.
  case layerNorm, sum, scale, gelu, softmax, argmax
  /// Clock domain crossings: from an event to the next edge of the clock that takes it up.
  case clockCrossing
  /// No work.
  case idle
  /// Products on the ASIC of systems whose channels have no MAC units.
  case product
  /// The host's front end: decoding of lines, and requests on the way to a channel's queue.
  case frontEnd
  /// Encodings of positions on the ASIC: rotations of queries and keys, and biases of scores.
  case position

  /// The number of causes.
  public static let count = allCases.count
}
