/// A frequency, in whole hertz.
@frozen
public struct Frequency: Quantity {
  /// The number of smallest units.
  public var rawValue: Int64

  /// Creates a value from its number of smallest units.
  @inlinable
  public init(rawValue: Int64) { self.rawValue = rawValue }

  /// Creates a value from its number of hertz.
  @inlinable
  public init(hertz: Int64) { rawValue = hertz }

  /// The number of hertz.
  @inlinable
  public var hertz: Int64 { rawValue }

  /// The units of the type, and the words for it in messages.
  public static var dimension: Dimension { .frequency }
}

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

/// A size, in whole bits.
@frozen
public struct BitCount: Quantity {
  /// The number of smallest units.
  public var rawValue: Int64

  /// Creates a value from its number of smallest units.
  @inlinable
  public init(rawValue: Int64) { self.rawValue = rawValue }

  /// Creates a value from its number of bits.
  @inlinable
  public init(bits: Int64) { rawValue = bits }

  /// The number of bits.
  @inlinable
  public var bits: Int64 { rawValue }

  /// The units of the type, and the words for it in messages.
  public static var dimension: Dimension { .bits }
}

/// A data rate (of one pin, or of a link), in whole bits per second.
@frozen
public struct DataRate: Quantity {
  /// The number of smallest units.
  public var rawValue: Int64

  /// Creates a value from its number of smallest units.
  @inlinable
  public init(rawValue: Int64) { self.rawValue = rawValue }

  /// Creates a value from its number of bits per second.
  @inlinable
  public init(bitsPerSecond: Int64) { rawValue = bitsPerSecond }

  /// The number of bits per second.
  @inlinable
  public var bitsPerSecond: Int64 { rawValue }

  /// The units of the type, and the words for it in messages.
  public static var dimension: Dimension { .dataRate }
}

/// A current, in whole microamperes.
@frozen
public struct ElectricCurrent: Quantity {
  /// The number of smallest units.
  public var rawValue: Int64

  /// Creates a value from its number of smallest units.
  @inlinable
  public init(rawValue: Int64) { self.rawValue = rawValue }

  /// Creates a value from its number of microamperes.
  @inlinable
  public init(microamperes: Int64) { rawValue = microamperes }

  /// The number of microamperes.
  @inlinable
  public var microamperes: Int64 { rawValue }

  /// The units of the type, and the words for it in messages.
  public static var dimension: Dimension { .current }
}

/// A voltage, in whole microvolts.
@frozen
public struct Voltage: Quantity {
  /// The number of smallest units.
  public var rawValue: Int64

  /// Creates a value from its number of smallest units.
  @inlinable
  public init(rawValue: Int64) { self.rawValue = rawValue }

  /// Creates a value from its number of microvolts.
  @inlinable
  public init(microvolts: Int64) { rawValue = microvolts }

  /// The number of microvolts.
  @inlinable
  public var microvolts: Int64 { rawValue }

  /// The units of the type, and the words for it in messages.
  public static var dimension: Dimension { .voltage }
}

/// A power, in whole nanowatts.
@frozen
public struct Power: Quantity {
  /// The number of smallest units.
  public var rawValue: Int64

  /// Creates a value from its number of smallest units.
  @inlinable
  public init(rawValue: Int64) { self.rawValue = rawValue }

  /// Creates a value from its number of nanowatts.
  @inlinable
  public init(nanowatts: Int64) { rawValue = nanowatts }

  /// The number of nanowatts.
  @inlinable
  public var nanowatts: Int64 { rawValue }

  /// The units of the type, and the words for it in messages.
  public static var dimension: Dimension { .power }
}

/// An energy of one event, in whole attojoules; 64 bits reach 9 J.
@frozen
public struct EnergyAmount: Quantity {
  /// The number of smallest units.
  public var rawValue: Int64

  /// Creates a value from its number of smallest units.
  @inlinable
  public init(rawValue: Int64) { self.rawValue = rawValue }

  /// Creates a value from its number of attojoules.
  @inlinable
  public init(attojoules: Int64) { rawValue = attojoules }

  /// The number of attojoules.
  @inlinable
  public var attojoules: Int64 { rawValue }

  /// The units of the type, and the words for it in messages.
  public static var dimension: Dimension { .energy }
}

/// An energy per bit moved, in whole attojoules.
@frozen
public struct EnergyPerBit: Quantity {
  /// The number of smallest units.
  public var rawValue: Int64

  /// Creates a value from its number of smallest units.
  @inlinable
  public init(rawValue: Int64) { self.rawValue = rawValue }

  /// Creates a value from its number of attojoules per bit.
  @inlinable
  public init(attojoulesPerBit: Int64) { rawValue = attojoulesPerBit }

  /// The number of attojoules per bit.
  @inlinable
  public var attojoulesPerBit: Int64 { rawValue }

  /// The units of the type, and the words for it in messages.
  public static var dimension: Dimension { .energyPerBit }
}

/// An area, in whole square micrometres.
@frozen
public struct Area: Quantity {
  /// The number of smallest units.
  public var rawValue: Int64

  /// Creates a value from its number of smallest units.
  @inlinable
  public init(rawValue: Int64) { self.rawValue = rawValue }

  /// Creates a value from its number of square micrometres.
  @inlinable
  public init(squareMicrometres: Int64) { rawValue = squareMicrometres }

  /// The number of square micrometres.
  @inlinable
  public var squareMicrometres: Int64 { rawValue }

  /// The units of the type, and the words for it in messages.
  public static var dimension: Dimension { .area }
}

/// A fraction, or any small number without unit, in whole billionths. Documents write `0.125` or `12.5 %`.
@frozen
public struct Fraction: Quantity {
  /// The number of smallest units.
  public var rawValue: Int64

  /// Creates a value from its number of smallest units.
  @inlinable
  public init(rawValue: Int64) { self.rawValue = rawValue }

  /// Creates a value from its number of billionths.
  @inlinable
  public init(billionths: Int64) { rawValue = billionths }

  /// The number of billionths.
  @inlinable
  public var billionths: Int64 { rawValue }

  /// The units of the type, and the words for it in messages.
  public static var dimension: Dimension { .fraction }
}

extension ElectricCurrent {
  /// The current in milliamperes, rounded to the nearest `Double`.
  public var milliamperes: Double { Double(rawValue) / 1e3 }
}

extension Voltage {
  /// The voltage in volts, rounded to the nearest `Double`.
  public var volts: Double { Double(rawValue) / 1e6 }
}

extension Power {
  /// The power in milliwatts, rounded to the nearest `Double`.
  public var milliwatts: Double { Double(rawValue) / 1e6 }
}

extension EnergyAmount {
  /// The energy in picojoules, rounded to the nearest `Double`.
  public var picojoules: Double { Double(rawValue) / 1e6 }
}

extension EnergyPerBit {
  /// The energy in picojoules per bit, rounded to the nearest `Double`.
  public var picojoulesPerBit: Double { Double(rawValue) / 1e6 }
}

extension Area {
  /// The area in square millimetres, rounded to the nearest `Double`.
  public var squareMillimetres: Double { Double(rawValue) / 1e6 }
}

extension Fraction {
  /// The number, rounded to the nearest `Double`.
  public var value: Double { Double(rawValue) / 1e9 }

  /// The number in plain digits, `0.125`.
  public var description: String { "\(ExactDecimal(mantissa: Int128(rawValue), fractionDigits: 9))" }

  /// Reads `0.125` or `12.5 %`, exactly.
  ///
  /// - Throws: as for any quantity.
  public init(parsing text: String) throws(ConfigurationError) {
    let expected = "a fraction such as \"0.125\" or \"12.5 %\""
    if let number = ExactDecimal(text) {
      guard let whole = number.wholeNumber(timesScale: 1_000_000_000) else {
        throw ConfigurationError(
          mark: nil, what: "not a whole number of billionths", found: text, expected: expected)
      }
      guard let raw = Int64(exactly: whole) else {
        throw ConfigurationError(mark: nil, what: "too large", found: text, expected: expected)
      }
      self.init(rawValue: raw)
      return
    }
    guard let (number, unit) = Dimension.splitQuantity(text), unit == "%", let value = ExactDecimal(number)
    else {
      throw ConfigurationError(
        mark: nil, what: "wrong type", found: Node(plain: text, mark: Mark(option: "")).kindDescription,
        expected: expected)
    }
    guard let whole = value.wholeNumber(timesScale: 10_000_000), let raw = Int64(exactly: whole) else {
      throw ConfigurationError(
        mark: nil, what: "not a whole number of billionths", found: text, expected: expected)
    }
    self.init(rawValue: raw)
  }
}
