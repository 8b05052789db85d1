/// A time or a duration in whole picoseconds; arithmetic traps on overflow.
///
/// 64 bits reach 106 days.
@frozen
public struct Picoseconds: Quantity {
  /// The number of picoseconds.
  public var rawValue: Int64

  /// Creates a time from its number of picoseconds.
  @inlinable
  public init(rawValue: Int64) { self.rawValue = rawValue }

  /// Creates a time from its number of picoseconds.
  @inlinable
  public init(_ picoseconds: Int64) { rawValue = picoseconds }

  /// Creates a time from its number of nanoseconds.
  ///
  /// - Precondition: the time fits 64 bits of picoseconds.
  @inlinable
  public static func nanoseconds(_ count: Int64) -> Picoseconds { Picoseconds(count * 1_000) }

  /// The dimension: time.
  public static var dimension: Dimension { .time }

  /// The time 0.
  @inlinable
  public static var zero: Picoseconds { Picoseconds(0) }

  /// The largest time: that of an event that never happens.
  @inlinable
  public static var max: Picoseconds { Picoseconds(Int64.max) }

  /// True if the left time is earlier, or shorter.
  @inlinable
  public static func < (left: Picoseconds, right: Picoseconds) -> Bool { left.rawValue < right.rawValue }

  /// The sum; traps on overflow.
  @inlinable
  public static func + (left: Picoseconds, right: Picoseconds) -> Picoseconds {
    Picoseconds(left.rawValue + right.rawValue)
  }

  /// The difference, which may be negative; traps on overflow.
  @inlinable
  public static func - (left: Picoseconds, right: Picoseconds) -> Picoseconds {
    Picoseconds(left.rawValue - right.rawValue)
  }

  /// Adds a time; traps on overflow.
  @inlinable
  public static func += (left: inout Picoseconds, right: Picoseconds) { left.rawValue += right.rawValue }

  /// Subtracts a time; traps on overflow.
  @inlinable
  public static func -= (left: inout Picoseconds, right: Picoseconds) { left.rawValue -= right.rawValue }

  /// The product with an integer; traps on overflow.
  @inlinable
  public static func * (left: Picoseconds, right: Int64) -> Picoseconds { Picoseconds(left.rawValue * right) }

  /// The product with an integer; traps on overflow.
  @inlinable
  public static func * (left: Int64, right: Picoseconds) -> Picoseconds { right * left }

  /// The number of whole `right` periods in `left`.
  @inlinable
  public static func / (left: Picoseconds, right: Picoseconds) -> Int64 { left.rawValue / right.rawValue }

  /// The remainder behind the last whole period.
  @inlinable
  public static func % (left: Picoseconds, right: Picoseconds) -> Picoseconds {
    Picoseconds(left.rawValue % right.rawValue)
  }

  /// The smallest number of periods that last at least this long: `ceil(self / period)`.
  ///
  /// - Precondition: neither time is negative, and the period is not zero.
  @inlinable
  public func roundedUp(toPeriods period: Picoseconds) -> Int64 {
    precondition(rawValue >= 0 && period.rawValue > 0)
    let (quotient, remainder) = rawValue.quotientAndRemainder(dividingBy: period.rawValue)
    return remainder == 0 ? quotient : quotient + 1
  }

  /// The time in seconds, rounded to the nearest `Double`.
  public var seconds: Double { Double(rawValue) / 1e12 }
}
