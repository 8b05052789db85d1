/// A range of ASIC SRAM, in elements.
@frozen public struct SRAMRange: Hashable, Sendable {
  /// The first element.
  public var start: Int32
  /// The number of elements; 0 or less stands for an empty range.
  public var count: Int32
  /// The range of `count` elements from `start` on.
  @inlinable public init(_ start: Int32, _ count: Int32) {
    self.start = start
    self.count = count
  }

  /// The indices of the elements; empty if the count is not positive.
  @inlinable package var elements: Range<Int> { Int(start)..<Int(start) + Int(max(0, count)) }
}
