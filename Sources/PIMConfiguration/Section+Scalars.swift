/// Scalars by key. `in` gives the range allowed, both ends included; without it quantities and integers are
/// not negative. With `default` the key may be absent; for an optional value see `optional(_:_:)`. Every
/// function throws an error at the key for a missing key, a wrong type and a value out of range.
extension Section {
  /// An integer such as `12` or `1_024`.
  package mutating func integer(
    _ key: String, default standard: Int? = nil, in range: ClosedRange<Int> = 0...Int.max
  ) throws(ConfigurationError) -> Int { try scalar(key, standard, .integer(in: range)) }

  /// A number without a unit, such as `0.5` or `1e-5`.
  package mutating func real(
    _ key: String, default standard: Double? = nil, in range: ClosedRange<Double>? = nil
  ) throws(ConfigurationError) -> Double { try scalar(key, standard, .real(in: range)) }

  /// A boolean: `true` or `false`.
  package mutating func boolean(_ key: String, default standard: Bool? = nil) throws(ConfigurationError)
    -> Bool
  {
    try scalar(key, standard, .boolean)
  }

  /// A text, quoted or not.
  package mutating func text(_ key: String, default standard: String? = nil) throws(ConfigurationError)
    -> String
  {
    try scalar(key, standard, .text)
  }

  /// One of the raw values of an enumeration.
  package mutating func choice<Choice: CaseIterable & RawRepresentable>(
    _ key: String, _ type: Choice.Type = Choice.self, default standard: Choice? = nil
  ) throws(ConfigurationError) -> Choice where Choice.RawValue == String {
    try scalar(key, standard, .choice())
  }

  /// A clock, written as its frequency (`1 GHz`) or its period (`0.5 ns`).
  package mutating func clockPeriod(
    _ key: String, default standard: Picoseconds? = nil
  ) throws(ConfigurationError) -> Picoseconds { try scalar(key, standard, .clockPeriod) }

  /// A time such as `12 ns`.
  package mutating func time(
    _ key: String, default standard: Picoseconds? = nil, in range: ClosedRange<Picoseconds>? = nil
  ) throws(ConfigurationError) -> Picoseconds { try scalar(key, standard, .quantity(in: range)) }

  /// A frequency such as `1 GHz`.
  package mutating func frequency(
    _ key: String, default standard: Frequency? = nil, in range: ClosedRange<Frequency>? = nil
  ) throws(ConfigurationError) -> Frequency { try scalar(key, standard, .quantity(in: range)) }

  /// A size such as `2 KiB`.
  package mutating func byteCount(
    _ key: String, default standard: ByteCount? = nil, in range: ClosedRange<ByteCount>? = nil
  ) throws(ConfigurationError) -> ByteCount { try scalar(key, standard, .quantity(in: range)) }

  /// A number of bits such as `8 Gib`.
  package mutating func bitCount(
    _ key: String, default standard: BitCount? = nil, in range: ClosedRange<BitCount>? = nil
  ) throws(ConfigurationError) -> BitCount { try scalar(key, standard, .quantity(in: range)) }

  /// A data rate such as `16 Gb/s`.
  package mutating func dataRate(
    _ key: String, default standard: DataRate? = nil, in range: ClosedRange<DataRate>? = nil
  ) throws(ConfigurationError) -> DataRate { try scalar(key, standard, .quantity(in: range)) }

  /// A current such as `122 mA`.
  package mutating func current(
    _ key: String, default standard: ElectricCurrent? = nil, in range: ClosedRange<ElectricCurrent>? = nil
  ) throws(ConfigurationError) -> ElectricCurrent { try scalar(key, standard, .quantity(in: range)) }

  /// A voltage such as `1.25 V`.
  package mutating func voltage(
    _ key: String, default standard: Voltage? = nil, in range: ClosedRange<Voltage>? = nil
  ) throws(ConfigurationError) -> Voltage { try scalar(key, standard, .quantity(in: range)) }

  /// A power such as `304.59 mW`.
  package mutating func power(
    _ key: String, default standard: Power? = nil, in range: ClosedRange<Power>? = nil
  ) throws(ConfigurationError) -> Power { try scalar(key, standard, .quantity(in: range)) }

  /// An energy such as `1.5 pJ`.
  package mutating func energy(
    _ key: String, default standard: EnergyAmount? = nil, in range: ClosedRange<EnergyAmount>? = nil
  ) throws(ConfigurationError) -> EnergyAmount { try scalar(key, standard, .quantity(in: range)) }

  /// An energy per bit such as `5.5 pJ/bit`.
  package mutating func energyPerBit(
    _ key: String, default standard: EnergyPerBit? = nil, in range: ClosedRange<EnergyPerBit>? = nil
  ) throws(ConfigurationError) -> EnergyPerBit { try scalar(key, standard, .quantity(in: range)) }

  /// An area such as `0.64 mm2`.
  package mutating func area(
    _ key: String, default standard: Area? = nil, in range: ClosedRange<Area>? = nil
  ) throws(ConfigurationError) -> Area { try scalar(key, standard, .quantity(in: range)) }

  /// A fraction such as `0.125` or `12.5 %`.
  package mutating func fraction(
    _ key: String, default standard: Fraction? = nil, in range: ClosedRange<Fraction>? = nil
  ) throws(ConfigurationError) -> Fraction { try scalar(key, standard, .quantity(in: range)) }

  private mutating func scalar<Decoded>(
    _ key: String, _ standard: Decoded?, _ form: Form<Decoded>
  ) throws(ConfigurationError) -> Decoded {
    if let standard { try withDefault(key, standard, form) } else { try required(key, form) }
  }
}
