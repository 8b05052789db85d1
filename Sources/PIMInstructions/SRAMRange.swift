/// A stretch of ASIC SRAM, in elements.
@frozen public struct SRAMRange: Hashable, Sendable {
  public var start: Int32
  public var count: Int32
  @inlinable public init(_ start: Int32, _ count: Int32) {
    self.start = start
    self.count = count
  }

  /// The elements; none where the count is not positive.
  @inlinable package var elements: Range<Int> { Int(start)..<Int(start) + Int(max(0, count)) }
}
