/// A bfloat16 number: one sign bit, eight exponent bits, seven fraction bits; the upper half of a binary32.
///
///     BFloat16(1.0).bitPattern             // 0x3F80
///     Float(BFloat16(0.1))                 // 0.10009765625, the nearer neighbour of 0.1
///
/// Equality, hashing and order are those of the bits: `+0` and `-0` differ, and a NaN equals itself. The
/// order is the `totalOrder` predicate of IEEE 754-2019 §5.10, which agrees with this equality. Convert to
/// `Float` for a numerical comparison.
@frozen
public struct BFloat16: Hashable, Sendable, BitwiseCopyable {
  /// The sixteen bits: sign, exponent (biased by 127), fraction.
  public var bitPattern: UInt16

  /// Creates a number from its bits: sign, exponent (biased by 127), fraction.
  @inlinable
  public init(bitPattern: UInt16) {
    self.bitPattern = bitPattern
  }

  /// Rounds to the nearest bfloat16, ties to the one whose last bit is zero.
  ///
  /// The upper half of the sum of the bits, `0x7FFF` and the last bit that is kept is the result: the sum
  /// carries exactly if the lower half is above one half, or is one half and the last bit is set. A carry
  /// runs through the fraction into the exponent, which is correct for denormals and for overflow to
  /// infinity. A NaN keeps its sign and upper payload and becomes quiet.
  @inlinable @inline(__always)
  public init(_ value: Float) {
    let bits = value.bitPattern
    let rounded = (bits &+ 0x7FFF &+ ((bits &>> 16) & 1)) &>> 16
    let quietNaN = (bits &>> 16) | 0x0040
    let isNaN = bits & 0x7FFF_FFFF > 0x7F80_0000
    self.bitPattern = UInt16(truncatingIfNeeded: isNaN ? quietNaN : rounded)
  }

  /// The number +0.
  public static let zero = BFloat16(bitPattern: 0x0000)
  /// The number 1.
  public static let one = BFloat16(bitPattern: 0x3F80)
  /// Positive infinity.
  public static let infinity = BFloat16(bitPattern: 0x7F80)
  /// A quiet NaN.
  public static let quietNaN = BFloat16(bitPattern: 0x7FC0)
  /// The largest finite value, (2 − 2⁻⁷) · 2¹²⁷.
  public static let greatestFiniteMagnitude = BFloat16(bitPattern: 0x7F7F)

  /// True for a NaN.
  @inlinable public var isNaN: Bool { bitPattern & 0x7FFF > 0x7F80 }
  /// True for a number that is neither an infinity nor a NaN.
  @inlinable public var isFinite: Bool { bitPattern & 0x7F80 != 0x7F80 }
}

extension Float {
  /// The value as binary32, exactly.
  @inlinable @inline(__always)
  public init(_ value: BFloat16) {
    self.init(bitPattern: UInt32(value.bitPattern) &<< 16)
  }
}

extension BFloat16: Comparable {
  /// True if the left value is less by `totalOrder`.
  @inlinable
  public static func < (left: BFloat16, right: BFloat16) -> Bool {
    left.orderKey < right.orderKey
  }

  /// The bits as a two's complement integer, whose order is `totalOrder`.
  @inlinable
  var orderKey: Int16 {
    let bits = Int16(bitPattern: bitPattern)
    return bits < 0 ? bits ^ 0x7FFF : bits
  }
}

extension BFloat16: ExpressibleByFloatLiteral {
  /// Rounds a binary32 literal to the nearest bfloat16.
  @inlinable
  public init(floatLiteral value: Float) {
    self.init(value)
  }
}

extension BFloat16: ExpressibleByIntegerLiteral {
  /// Rounds an integer literal to the nearest bfloat16.
  ///
  /// - Precondition: The magnitude is at most 2²⁴.
  @inlinable
  public init(integerLiteral value: Int32) {
    // A larger literal would be rounded twice, first to binary32.
    precondition(value.magnitude <= 1 << 24, "an integer literal beyond 2^24 is not exact in binary32")
    self.init(Float(value))
  }
}

extension BFloat16: CustomStringConvertible {
  /// The value as the shortest decimal that reads back to the same binary32.
  public var description: String { Float(self).description }
}
