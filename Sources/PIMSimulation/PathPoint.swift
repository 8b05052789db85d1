/// A moment of the critical path, and where the time up to it went.
@frozen @usableFromInline package struct PathPoint: Sendable, Hashable {
  /// Picoseconds.
  @usableFromInline package var time: Int64
  /// Sums to `time`.
  @usableFromInline package var ledger: Ledger

  @inlinable
  package init(time: Int64 = 0, ledger: Ledger = Ledger()) {
    self.time = time
    self.ledger = ledger
  }

  /// The point at which something completes whose last command this is.
  @inlinable @inline(__always)
  package func completing(at time: Int64, cause: Cause) -> PathPoint {
    if time <= self.time { return self }
    var end = self
    end.advance(to: time, cause: cause)
    return end
  }

  /// Goes on to a time, which may be earlier, for a cause.
  @inlinable @inline(__always)
  package mutating func advance(to time: Int64, cause: Cause) {
    ledger.add(time - self.time, to: cause)
    self.time = time
  }
}
