public import PIMResults

/// A time on the critical path, with the causes of the time up to it.
@frozen @usableFromInline package struct PathPoint: Sendable, Hashable {
  /// Time, picoseconds.
  @usableFromInline package var time: Int64
  /// The causes, which sum to `time`; in the engine `fast`, until the end of a run, only the differences of
  /// two points do.
  @usableFromInline package var ledger: Ledger

  @inlinable
  package init(time: Int64 = 0, ledger: Ledger = Ledger()) {
    self.time = time
    self.ledger = ledger
  }

  /// The completion of work whose last command is this point.
  @inlinable @inline(__always)
  package func completing(at time: Int64, cause: Cause) -> PathPoint {
    if time <= self.time { return self }
    var end = self
    end.advance(to: time, cause: cause)
    return end
  }

  /// Moves the point to a time, which may be earlier, and books the difference on a cause.
  @inlinable @inline(__always)
  package mutating func advance(to time: Int64, cause: Cause) {
    ledger.add(time - self.time, to: cause)
    self.time = time
  }
}
