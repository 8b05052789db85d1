/// The work of a position, counted from its instructions. It does not depend on time.
///
/// A number that belongs to a channel is that of the channel with the most.
public struct WorkCounts: Sendable, Hashable {
  /// Multiply-accumulates that the model needs.
  public var usefulMACs = 0
  /// Multiply-accumulates of all column accesses in all channels, banks and lanes, padding included.
  public var issuedMACs = 0
  /// MAC column accesses of each bank.
  public var macColumns = 0
  /// Rows that products read from, each counted once a position.
  public var macRows = 0
  /// Bursts into the global buffer.
  public var globalBufferBursts = 0
  /// Bursts out of the accumulators.
  public var resultBursts = 0
  /// Bursts that preset accumulators.
  public var presetBursts = 0
  /// Bursts that write keys and values.
  public var keyValueBursts = 0
  /// Bursts that read parameters and embeddings.
  public var readBursts = 0
  /// Bursts over a channel's link.
  public var linkBursts = 0
  /// Bytes over a channel's link.
  public var linkBytes = 0
  /// Bursts over all channels' links together.
  public var totalLinkBursts = 0
  /// Instructions of the position.
  public var instructions = 0
  /// Blocks of the position.
  public var blocks = 0
}

extension CompiledModel {
  /// The work of one position.
  ///
  /// - Complexity: that of lowering the position's attention. For many positions use a `WorkCounter`.
  public func workCounts(position: Int) -> WorkCounts {
    var counter = WorkCounter(self)
    return counter.counts(position: position)
  }
}
