/// A size, in whole bytes.
@frozen
public struct ByteCount: Quantity {
  /// The number of smallest units.
  public var rawValue: Int64

  /// Creates a value from its number of smallest units.
  @inlinable
  public init(rawValue: Int64) { self.rawValue = rawValue }

  /// Creates a value from its number of bytes.
  @inlinable
  public init(bytes: Int64) { rawValue = bytes }

  /// The number of bytes.
  @inlinable
  public var bytes: Int64 { rawValue }

  /// The units of the type, and the words for it in messages.
  public static var dimension: Dimension { .bytes }
}
