/// A time or a duration in whole picoseconds; arithmetic traps on overflow.
///
/// 64 bits reach 106 days.
@frozen
public struct Picoseconds: Quantity {
  /// The number of picoseconds.
  public var rawValue: Int64

  /// A time of so many picoseconds.
  @inlinable
  public init(rawValue: Int64) { self.rawValue = rawValue }

  /// A time of so many picoseconds.
  @inlinable
  public init(_ picoseconds: Int64) { rawValue = picoseconds }

  /// - Precondition: fits 64 bits of picoseconds.
  @inlinable
  public static func nanoseconds(_ count: Int64) -> Picoseconds { Picoseconds(count * 1_000) }

  /// Time.
  public static var dimension: Dimension { .time }

  /// No time.
  @inlinable
  public static var zero: Picoseconds { Picoseconds(0) }

  /// The end of time: an event that never comes.
  @inlinable
  public static var max: Picoseconds { Picoseconds(Int64.max) }

  /// Whether it is earlier, or shorter.
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

  /// Adds; traps on overflow.
  @inlinable
  public static func += (left: inout Picoseconds, right: Picoseconds) { left.rawValue += right.rawValue }

  /// Subtracts; traps on overflow.
  @inlinable
  public static func -= (left: inout Picoseconds, right: Picoseconds) { left.rawValue -= right.rawValue }

  /// A multiple; traps on overflow.
  @inlinable
  public static func * (left: Picoseconds, right: Int64) -> Picoseconds { Picoseconds(left.rawValue * right) }

  /// A multiple; traps on overflow.
  @inlinable
  public static func * (left: Int64, right: Picoseconds) -> Picoseconds { right * left }

  /// How many whole `period`s fit.
  @inlinable
  public static func / (left: Picoseconds, right: Picoseconds) -> Int64 { left.rawValue / right.rawValue }

  /// What is left over behind the last whole period.
  @inlinable
  public static func % (left: Picoseconds, right: Picoseconds) -> Picoseconds {
    Picoseconds(left.rawValue % right.rawValue)
  }

  /// The number of periods that last at least this long: `ceil(self / period)`.
  ///
  /// - Precondition: neither is negative, and the period is not zero.
  @inlinable
  public func roundedUp(toPeriods period: Picoseconds) -> Int64 {
    precondition(rawValue >= 0 && period.rawValue > 0)
    let (quotient, remainder) = rawValue.quotientAndRemainder(dividingBy: period.rawValue)
    return remainder == 0 ? quotient : quotient + 1
  }

  /// Seconds, rounded to the nearest `Double`.
  public var seconds: Double { Double(rawValue) / 1e12 }
}
