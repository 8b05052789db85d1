/// The completion of a step, as stored for granules of ASIC SRAM.
@usableFromInline package struct Moment: Equatable, Sendable {
  /// Time, picoseconds.
  @usableFromInline package var time: Int64
  /// The key of the path to that time, for the owner of the granules; 0 is the start of the run.
  @usableFromInline package var key: Int64

  @inlinable
  package init(time: Int64 = 0, key: Int64 = 0) {
    self.time = time
    self.key = key
  }
}
