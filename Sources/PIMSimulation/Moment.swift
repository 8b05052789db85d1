/// The completion of a step, as granules of ASIC SRAM refer to it.
@usableFromInline package struct Moment: Equatable, Sendable {
  /// Picoseconds.
  @usableFromInline package var time: Int64
  /// The key under which the owner of the granules finds the path up to that time; 0 is the start of the run.
  @usableFromInline package var key: Int64

  @inlinable
  package init(time: Int64 = 0, key: Int64 = 0) {
    self.time = time
    self.key = key
  }
}
