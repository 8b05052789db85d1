/// The work of a position, counted from its instructions. It does not depend on time.
///
/// A number that belongs to a channel is that of the channel with the most.
package struct WorkCounts: Sendable, Hashable {
  /// Multiply-accumulates that the model needs.
  package var usefulMACs = 0
  /// Multiply-accumulates of all column accesses in all channels, banks and lanes, padding included.
  package var issuedMACs = 0
  /// MAC column accesses of each bank.
  package var macColumns = 0
  /// Rows that products read from, each counted once a position.
  package var macRows = 0
  /// Bursts into the global buffer.
  package var globalBufferBursts = 0
  /// Bursts out of the accumulators.
  package var resultBursts = 0
  /// Bursts that preset accumulators.
  package var presetBursts = 0
  /// Bursts that write keys and values.
  package var keyValueBursts = 0
  /// Bursts that read parameters and embeddings.
  package var readBursts = 0
  /// Bursts over a channel's link.
  package var linkBursts = 0
  /// Bytes over a channel's link.
  package var linkBytes = 0
  /// Bursts over all channels' links together.
  package var totalLinkBursts = 0
  /// Instructions of the position.
  package var instructions = 0
  /// Blocks of the position.
  package var blocks = 0
}

extension CompiledModel {
  /// The work of one position.
  ///
  /// - Complexity: that of lowering the position's attention. For many positions use a `WorkCounter`.
  package func workCounts(position: Int) -> WorkCounts {
    var counter = WorkCounter(self)
    return counter.counts(position: position)
  }
}
