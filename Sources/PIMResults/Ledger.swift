/// The picoseconds of a path by cause. The entries sum to the time of the event that ends the path.
@frozen public struct Ledger: Sendable, Hashable, CustomStringConvertible {
  /// Indexed by `Cause.rawValue`.
  @usableFromInline package var causes: Vector24

  /// A ledger of 0.
  @inlinable public init() { causes = Vector24() }

  /// The picoseconds of a cause.
  @inlinable public subscript(cause: Cause) -> Int64 {
    get { causes[Int(cause.rawValue)] }
    set { causes[Int(cause.rawValue)] = newValue }
  }

  /// The sum over all causes, picoseconds.
  @inlinable public var total: Int64 { causes.sum }

  @inlinable @inline(__always)
  package mutating func add(_ time: Int64, to cause: Cause) { causes.add(time, at: Int(cause.rawValue)) }

  /// Adds each entry of another.
  @inlinable public static func += (a: inout Ledger, b: Ledger) { a.causes += b.causes }

  /// Adds the difference of two ledgers of a path.
  @inlinable
  package mutating func add(_ after: Ledger, since before: Ledger) {
    causes.add(after.causes, since: before.causes)
  }

  /// The entries that are not 0, as a list.
  public var description: String {
    Cause.allCases.filter { self[$0] != 0 }.map { "\($0) \(self[$0]) ps" }.joined(separator: ", ")
  }
}
