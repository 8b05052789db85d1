/// A place in a program, from which its blocks are taken one by one.
///
///     var cursor = BlockCursor()
///     while let block = try cursor.next(from: &source) { … }
public struct BlockCursor: Sendable {
  private var sequence: BlockSequence?
  private var layer = 0
  private var index = 0

  /// A cursor before the blocks that a source has next.
  public init() {}

  /// A cursor before the first block of a sequence.
  public init(_ sequence: BlockSequence) {
    self.sequence = sequence
    layer = sequence.layers.lowerBound
  }

  /// The next block of the sequence at hand, or nil at its end.
  public mutating func next() -> Block? {
    guard let sequence else { return nil }
    if index == sequence.elements.count { (layer, index) = (layer + 1, 0) }
    guard layer < sequence.layers.upperBound, index < sequence.elements.count else { return nil }
    defer { index += 1 }
    return sequence.block(sequence.elements[index], layer: layer)
  }

  /// The next block, of the sequence at hand or else of the next that the source has; nil at the end of the
  /// source.
  ///
  /// - Parameter source: the same one in every call.
  ///
  /// Errors: whatever the source throws.
  public mutating func next(from source: inout some BlockSource) throws -> Block? {
    while true {
      if let block = next() { return block }
      guard let sequence = try source.nextSequence() else { return nil }
      self = BlockCursor(sequence)
    }
  }
}
