/// An iterator over the blocks of a sequence or of a block source.
///
///     var cursor = BlockCursor()
///     while let block = try cursor.next(from: &source) { … }
public struct BlockCursor: Sendable {
  private var sequence: BlockSequence?
  private var layer = 0
  private var index = 0

  /// A cursor without a sequence: `next(from:)` takes the first one from its source.
  public init() {}

  /// A cursor before the first block of a sequence.
  public init(_ sequence: BlockSequence) {
    self.sequence = sequence
    layer = sequence.layers.lowerBound
  }

  /// The next block of the current sequence, or nil at the end of the sequence.
  public mutating func next() -> Block? {
    guard let sequence else { return nil }
    if index == sequence.elements.count { (layer, index) = (layer + 1, 0) }
    guard layer < sequence.layers.upperBound, index < sequence.elements.count else { return nil }
    defer { index += 1 }
    return sequence.block(sequence.elements[index], layer: layer)
  }

  /// The next block of the current sequence, or else the first of the source's next sequence; nil at the end
  /// of the source.
  ///
  /// - Parameter source: the same source in every call.
  /// - Throws: every error of the source.
  public mutating func next(from source: inout some BlockSource) throws -> Block? {
    while true {
      if let block = next() { return block }
      guard let sequence = try source.nextSequence() else { return nil }
      self = BlockCursor(sequence)
    }
  }
}
