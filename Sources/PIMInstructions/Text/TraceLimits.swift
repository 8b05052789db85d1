/// Limits of a trace that bound the memory of a reader.
package enum TraceLimits {
  /// The maximum length of a line in bytes, without its line end.
  package static let lineBytes = 4096
  /// The maximum number of instructions of a block, which a reader holds in memory as a whole.
  package static let blockInstructions = 1 << 20
  /// The highest position, layer and part of a `BlockLabel`.
  package static let label = Int(Int32.max)
  /// The highest layer. The bound is low since reports have a row for each layer.
  package static let layer = 65_535
}
