import PIMConfiguration
import Testing

enum RefreshPolicy: String, CaseIterable { case strict, postponed, off }

@Suite struct SectionTests {
  /// Decodes `text` with `body`, and gives the message.
  func failure(_ text: String, _ body: (inout Section) throws -> Void) -> String {
    message {
      var section = try document(text).mapping(at: ConfigurationPath(keys: "system"))
      try body(&section)
      try section.finish()
    }
  }

  @Test func unknownKey() {
    #expect(
      failure("tRP: 1 ns\ntRPP: 2 ns\n") { _ = try ($0.time("tRP"), $0.time("tRAS", default: .zero)) }
        == "a.yaml:2:1: system.tRPP: unknown key; expected one of tRP, tRAS; did you mean \"tRP\"?")
    #expect(failure("colour: 1\n") { _ in } == "a.yaml:1:1: system.colour: unknown key; expected no key")
  }

  @Test func missingKey() {
    #expect(
      failure("b: 1\n") { _ = try $0.time("tRP") }
        == "a.yaml:1:1: system.tRP: missing key; expected a time such as \"12 ns\"")
    #expect(
      failure("b: 1\nlayrs: 3\n") { _ = try $0.integer("layers", in: 1...96) }
        == "a.yaml:1:1: system.layers: missing key, found the similar key \"layrs\" on line 2; "
        + "expected an integer between 1 and 96")
    #expect(
      failure("tRP:\n") { _ = try $0.time("tRP") }
        == "a.yaml:1:5: system.tRP: wrong type, found nothing; expected a time such as \"12 ns\"")
    #expect(
      failure("b: 1\n") { _ = try $0.section("c") } == "a.yaml:1:1: system.c: missing key; expected a mapping"
    )
  }

  @Test(arguments: [
    ("12 ns", "wrong type, found the time 12 ns; expected an integer between 1 and 10"),
    ("[1]", "wrong type, found a list; expected an integer between 1 and 10"),
    ("{a: 1}", "wrong type, found a mapping; expected an integer between 1 and 10"),
    ("\"3\"", "wrong type, found the text \"3\"; expected an integer between 1 and 10"),
    ("1.0", "wrong type, found the number 1.0; expected an integer between 1 and 10"),
    ("0x3", "wrong type, found the text \"0x3\"; expected an integer between 1 and 10"),
    ("true", "wrong type, found the boolean true; expected an integer between 1 and 10"),
    ("1e3", "number with an exponent, found 1e3; expected an integer between 1 and 10"),
    ("11", "out of range, found 11; expected an integer between 1 and 10"),
    ("-1", "out of range, found -1; expected an integer between 1 and 10"),
    (
      "99999999999999999999", "out of range, found 99999999999999999999; expected an integer between 1 and 10"
    ),
  ])
  func wrongIntegers(text: String, expected: String) {
    #expect(
      failure("n: \(text)\n") { _ = try $0.integer("n", in: 1...10) } == "a.yaml:1:4: system.n: \(expected)")
  }

  @Test func integers() throws {
    var section = try document("{a: 1_024, b: +7, c: -3, d: 0}").mapping()
    #expect(try section.integer("a") == 1_024)
    #expect(try section.integer("b") == 7)
    #expect(try section.integer("c", in: -5...5) == -3)
    #expect(try section.integer("d") == 0)
    #expect(try section.integer("e", default: 9) == 9)
    #expect(try section.optional("f", .integer()) == nil)
    try section.finish()
  }

  @Test func negativeTimings() {
    #expect(
      failure("tRP: -12 ns\n") { _ = try $0.time("tRP") }
        == "a.yaml:1:6: system.tRP: out of range, found -12 ns; expected a time of at least 0 ps")
    #expect(
      failure("tRP: 12\n") { _ = try $0.time("tRP") }
        == "a.yaml:1:6: system.tRP: missing unit, found 12; expected a time such as \"12 ns\"")
    #expect(
      failure("tRP: [12 ns]\n") { _ = try $0.time("tRP") }
        == "a.yaml:1:6: system.tRP: wrong type, found a list; expected a time such as \"12 ns\"")
    #expect(
      failure("part: 130 %\n") {
        _ = try $0.fraction("part", in: .zero...Fraction(billionths: 1_000_000_000))
      }
        == "a.yaml:1:7: system.part: out of range, found 130 %; expected a fraction between 0 and 1")
  }

  @Test func clocks() throws {
    var section = try document("{a: 1 GHz, b: 0.5 ns}").mapping()
    #expect(try section.clockPeriod("a") == Picoseconds(1_000))
    #expect(try section.clockPeriod("b") == Picoseconds(500))
    #expect(
      failure("c: 0 ns\n") { _ = try $0.clockPeriod("c") }
        == "a.yaml:1:4: system.c: out of range, found 0 ns; expected a time of at least 1 ps")
  }

  /// 10¹² / 1.75·10⁹ = 571.4285…, 10¹² / 2.25·10⁹ = 444.4444…, 10¹² / 3·10⁹ = 333.3333…: the command clocks
  /// of GDDR6 at 14 and 18 Gb/s, and an ASIC of 3 GHz.
  @Test(arguments: [
    ("1.75 GHz", "571.428", "571", "1.751313485 GHz", "572", "1.748251748 GHz"),
    ("2.25 GHz", "444.444", "444", "2.252252252 GHz", "445", "2.247191011 GHz"),
    ("3 GHz", "333.333", "333", "3.003003003 GHz", "334", "2.994011976 GHz"),
    ("0.5714 ns", "571.4", "571", "1.751313485 GHz", "572", "1.748251748 GHz"),
    ("1.5 ps", "1.5", "1", "1000 GHz", "2", "500 GHz"),
    ("1.75000000001 GHz", "571.428", "571", "1.751313485 GHz", "572", "1.748251748 GHz"),
  ])
  func clocksOfNoWholePicosecondsAreAnsweredWithTheNearest(
    text: String, exact: String, below: String, faster: String, above: String, slower: String
  ) throws {
    #expect(
      failure("c: \(text)\n") { _ = try $0.clockPeriod("c") }
        == "a.yaml:1:4: system.c: period is not a whole number of picoseconds, found \(text), which is \(exact) ps; "
        + "expected a whole period, nearest \"\(below) ps\" (\(faster)) or \"\(above) ps\" (\(slower))")
    for period in [below, above] {
      var section = try document("{a: \(period) ps}").mapping()
      #expect(try section.clockPeriod("a") == Picoseconds(Int64(period)!))
    }
  }

  /// 8,192 ps is 122,070,312.5 Hz: no whole number of hertz, but a period.
  @Test func clocksAreReadExactly() throws {
    var section = try document("{a: 122.0703125 MHz, b: 0.333 ns, c: 1000 GHz, d: 122.0703125MHz}").mapping()
    #expect(try section.clockPeriod("a") == Picoseconds(8_192))
    #expect(try section.clockPeriod("b") == Picoseconds(333))
    #expect(try section.clockPeriod("c") == Picoseconds(1))
    #expect(try section.clockPeriod("d") == Picoseconds(8_192))
  }

  @Test(arguments: [
    ("2000 GHz", "out of range, found 2000 GHz; expected a frequency between 1 Hz and 1000 GHz"),
    ("0 Hz", "out of range, found 0 Hz; expected a frequency between 1 Hz and 1000 GHz"),
    ("-1 GHz", "out of range, found -1 GHz; expected a frequency between 1 Hz and 1000 GHz"),
    ("0.4 ps", "not a whole number of picoseconds, found 0.4 ps; expected a time such as \"12 ns\""),
    ("1e9 Hz", "number with an exponent, found 1e9 Hz; expected a frequency such as \"1 GHz\""),
    ("Hz", "wrong type, found the text \"Hz\"; expected a frequency such as \"1 GHz\""),
    ("10000000000000 s", "too large, found 10000000000000 s; expected a time such as \"12 ns\""),
  ])
  func clocksThatAreNone(text: String, message: String) {
    #expect(
      failure("c: \(text)\n") { _ = try $0.clockPeriod("c") } == "a.yaml:1:4: system.c: \(message)")
  }

  @Test func choicesBooleansTexts() throws {
    #expect(
      failure("policy: strickt\n") { _ = try $0.choice("policy", RefreshPolicy.self) }
        == "a.yaml:1:9: system.policy: unknown choice, found \"strickt\"; expected one of strict, postponed, off; "
        + "did you mean \"strict\"?")
    #expect(
      failure("on: yes\n") { _ = try $0.boolean("on") }
        == "a.yaml:1:5: system.on: wrong type, found the text \"yes\"; expected true or false")
    #expect(
      failure("name: true\n") { _ = try $0.text("name") }
        == "a.yaml:1:7: system.name: wrong type, found the boolean true; expected text")
    var section = try document("{policy: off, on: false, name: 1.5}").mapping()
    #expect(try section.choice("policy", RefreshPolicy.self) == .off)
    #expect(try section.boolean("on") == false)
    #expect(try section.text("name") == "1.5")
  }

  @Test func reals() {
    #expect(
      failure("x: nan\n") { _ = try $0.real("x") }
        == "a.yaml:1:4: system.x: wrong type, found the text \"nan\"; expected a number")
    #expect(
      failure("x: 2.5\n") { _ = try $0.real("x", in: 0...1) }
        == "a.yaml:1:4: system.x: out of range, found 2.5; expected a number between 0.0 and 1.0")
  }

  @Test func collections() throws {
    #expect(
      failure("t: 5\n") { _ = try $0.section("t") }
        == "a.yaml:1:4: system.t: wrong type, found the integer 5; expected a mapping")
    #expect(
      failure("t: {a: 1}\n") { _ = try $0.list("t") }
        == "a.yaml:1:4: system.t: wrong type, found a mapping; expected a list")
    #expect(
      failure("t: [1]\n") { _ = try $0.list("t", count: 2...4) }
        == "a.yaml:1:4: system.t: wrong length, found 1; expected a length between 2 and 4")
    #expect(
      failure("t:\n- delay: 1 ns\n- delay: 1\n") { section in
        for rule in try section.list("t") {
          var inner = try rule.section()
          _ = try inner.time("delay")
          try inner.finish()
        }
      } == "a.yaml:3:10: system.t[1].delay: missing unit, found 1; expected a time such as \"12 ns\"")
    var section = try document("b: 1 ns\nprovenance: {}\na: 2 ns\n").mapping()
    #expect(section.keys.map(\.name) == ["b", "a"])
    #expect(
      try section.entries().map { entry throws(ConfigurationError) in try entry.value.time().rawValue } == [
        1_000, 2_000,
      ])
    try section.finish()
  }

  @Test func contradictions() {
    #expect(
      failure("tRP: 1 ns\nnRP: 4\n") { section in
        throw section.error("nRP", "given together with tRP", expected: "one of them")
      } == "a.yaml:2:1: system.nRP: given together with tRP; expected one of them")
  }

  @Test func nearMisses() {
    #expect(NearMiss.suggestion(for: "tCR", among: ["tRC", "tRP"]) == "tRC")
    #expect(NearMiss.suggestion(for: "trp", among: ["tRC", "tRP"]) == "tRP")
    #expect(NearMiss.suggestion(for: "x", among: ["y"]) == nil)
    #expect(NearMiss.suggestion(for: "channels", among: ["banks", "rows"]) == nil)
    #expect(NearMiss.suggestion(for: "chanels", among: ["banks", "channels"]) == "channels")
  }

  @Test(arguments: ["a", "a.b", "a[3].b", "a-b.c_d", "\"h.0.attn\".shape[1]"])
  func pathsReadBack(text: String) {
    #expect(ConfigurationPath(parsing: text)?.description == text)
  }

  @Test(arguments: ["", ".", "a.", ".a", "a..b", "[1]", "a[x]", "a[", "a[1]b", "a b", "a.[1]"])
  func brokenPaths(text: String) {
    #expect(ConfigurationPath(parsing: text) == nil)
  }
}
