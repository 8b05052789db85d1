import PIMConfiguration
import PIMNumerics
import Testing

@Suite struct QuantityTests {
  @Test(
    arguments: [
      ("12 ns", 12_000), ("12ns", 12_000), ("0.5 ns", 500), ("1_000 ps", 1_000), ("7.8 us", 7_800_000),
      ("3.9 µs", 3_900_000), ("0 ps", 0), ("1 s", 1_000_000_000_000), ("1.000 ps", 1), ("+2 ns", 2_000),
      ("106 ms", 106_000_000_000),
    ] as [(String, Int64)])
  func times(text: String, picoseconds: Int64) throws {
    #expect(try Picoseconds(parsing: text).rawValue == picoseconds)
  }

  @Test(arguments: [
    ("12", "missing unit, found 12; expected a time such as \"12 ns\""),
    ("12 mA", "wrong unit, found the current 12 mA; expected a time such as \"12 ns\""),
    ("12 nss", "unknown unit \"nss\", found 12 nss; expected a time such as \"12 ns\"; did you mean \"ns\"?"),
    ("12 NS", "unknown unit \"NS\", found 12 NS; expected a time such as \"12 ns\"; did you mean \"ns\"?"),
    (
      "12 fortnights", "unknown unit \"fortnights\", found 12 fortnights; expected a time such as \"12 ns\""
    ),
    ("0.0001 ps", "not a whole number of picoseconds, found 0.0001 ps; expected a time such as \"12 ns\""),
    ("1.0005 ns", "not a whole number of picoseconds, found 1.0005 ns; expected a time such as \"12 ns\""),
    ("1e3 ns", "number with an exponent, found 1e3 ns; expected a time such as \"12 ns\""),
    ("1.2.3 ns", "malformed number, found 1.2.3 ns; expected a time such as \"12 ns\""),
    ("1__0 ns", "malformed number, found 1__0 ns; expected a time such as \"12 ns\""),
    (".5 ns", "malformed number, found .5 ns; expected a time such as \"12 ns\""),
    ("10000000 s", "too large, found 10000000 s; expected a time such as \"12 ns\""),
    ("soon", "wrong type, found the text \"soon\"; expected a time such as \"12 ns\""),
    ("", "wrong type, found the text \"\"; expected a time such as \"12 ns\""),
  ])
  func brokenTimes(text: String, expected: String) {
    #expect(message { _ = try Picoseconds(parsing: text) } == expected)
  }

  @Test func otherDimensions() throws {
    #expect(try Frequency(parsing: "1.75 GHz").hertz == 1_750_000_000)
    #expect(try ByteCount(parsing: "2 KiB").bytes == 2_048)
    #expect(try ByteCount(parsing: "0.5 KiB").bytes == 512)
    #expect(try BitCount(parsing: "8 Gib").bits == 8 << 30)
    #expect(try DataRate(parsing: "16 Gb/s").bitsPerSecond == 16_000_000_000)
    #expect(try ElectricCurrent(parsing: "122.5 mA").microamperes == 122_500)
    #expect(try Voltage(parsing: "1.25 V").microvolts == 1_250_000)
    #expect(try Power(parsing: "304.59 mW").nanowatts == 304_590_000)
    #expect(try EnergyAmount(parsing: "0.35 pJ").attojoules == 350_000)
    #expect(try EnergyPerBit(parsing: "5.5 pJ/bit").attojoulesPerBit == 5_500_000)
    #expect(try Area(parsing: "0.64 mm²").squareMicrometres == 640_000)
    #expect(try Fraction(parsing: "12.5 %").billionths == 125_000_000)
    #expect(try Fraction(parsing: "0.044715").billionths == 44_715_000)
    #expect(Double(try Power(parsing: "304.59 mW").milliwatts) == 304.59)
  }

  @Test(arguments: [
    ("2 kB", "KiB"), ("2 KB", "KiB"), ("2 MB", "MiB"), ("2 G", "GiB"),
  ])
  func decimalBytesAreAnsweredWithBinaryOnes(text: String, suggestion: String) {
    let unit = text.split(separator: " ")[1]
    #expect(
      message { _ = try ByteCount(parsing: text) }
        == "unknown unit \"\(unit)\", found \(text); expected a size such as \"2 KiB\"; did you mean \"\(suggestion)\"?"
    )
  }

  @Test func periods() {
    #expect(Picoseconds(12_001).roundedUp(toPeriods: Picoseconds(500)) == 25)
    #expect(Picoseconds(12_000).roundedUp(toPeriods: Picoseconds(500)) == 24)
  }

  @Test(arguments: [
    (Picoseconds(12_000), "12 ns"), (Picoseconds(500), "500 ps"), (Picoseconds(1_900_000), "1.9 us"),
    (Picoseconds(0), "0 ps"), (Picoseconds(-12_500), "-12.5 ns"), (.max, "9223372.036854775807 s"),
  ])
  func textOfTimes(time: Picoseconds, text: String) throws {
    #expect(time.description == text)
    #expect(try Picoseconds(parsing: text) == time)
  }

  @Test func textOfOthers() {
    #expect(ByteCount(bytes: 2_048).description == "2 KiB")
    #expect(ByteCount(bytes: 2_049).description == "2049 B")
    #expect(ByteCount(bytes: 0).description == "0 B")
    #expect(Power(nanowatts: 304_590_000).description == "304.59 mW")
    #expect(Fraction(billionths: 125_000_000).description == "0.125")
    #expect(Area(squareMicrometres: 640_000).description == "640000 um2")
  }

  /// Every quantity reads back what it writes.
  @Test func roundTrips() throws {
    func check<Q: Quantity>(_ type: Q.Type, _ raw: Int64) throws {
      #expect(try Q(parsing: Q(rawValue: raw).description).rawValue == raw)
    }
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<200 {
      let raw =
        Int64.random(in: .min...(.max), using: &generator) >> Int64.random(in: 0..<63, using: &generator)
      try check(Picoseconds.self, raw)
      try check(Frequency.self, raw)
      try check(ByteCount.self, raw)
      try check(BitCount.self, raw)
      try check(DataRate.self, raw)
      try check(ElectricCurrent.self, raw)
      try check(Voltage.self, raw)
      try check(Power.self, raw)
      try check(EnergyAmount.self, raw)
      try check(EnergyPerBit.self, raw)
      try check(Area.self, raw)
      try check(Fraction.self, raw)
    }
  }

  @Test func everyUnitBelongsToOneDimension() {
    let symbols = Dimension.all.flatMap { $0.units.map(\.symbol) }
    #expect(Set(symbols).count == symbols.count)
  }
}
