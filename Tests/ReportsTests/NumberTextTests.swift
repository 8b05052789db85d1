import PIMGPT
import PIMTestSupport
import Testing

@Suite struct NumberTextTests {
  @Test(arguments: [
    (0, "0"), (7, "7"), (999, "999"), (1000, "1,000"), (-1_234_567, "-1,234,567"),
    (Int.min, "-9,223,372,036,854,775,808"),
  ])
  func counts(value: Int, text: String) { #expect(NumberText.count(value) == text) }

  @Test(arguments: [
    (0.0, 2, "0.00"), (1234.5678, 2, "1,234.57"), (0.005, 1, "0.0"), (-0.04, 1, "0.0"), (-1.5, 0, "-2"),
    (0.999, 2, "1.00"),
    (1e30, 2, "1e+30"), (.nan, 1, "nan"), (.infinity, 0, "inf"),
  ])
  func fixed(value: Double, digits: Int, text: String) { #expect(NumberText.fixed(value, digits) == text) }

  @Test(arguments: [
    (0.0, "0"), (0.012345, "0.01235"), (1.23456, "1.235"), (9.9996, "10.00"), (123.44, "123.4"),
    (1234.5, "1,235"),
    (1_234_567, "1,234,567"),
  ])
  func significant(value: Double, text: String) { #expect(NumberText.significant(value) == text) }

  @Test(arguments: [
    (Int64(0), "0 ps"), (500, "500.0 ps"), (1_500, "1.500 ns"), (112_000_000, "112.0 µs"),
    (113_591_426_000, "113.6 ms"),
    (2_000_000_000_000, "2.000 s"),
  ])
  func durations(picoseconds: Int64, text: String) { #expect(NumberText.duration(picoseconds) == text) }

  @Test(arguments: [(0, "0 B"), (1023, "1023 B"), (1024, "1 KiB"), (1536, "1.500 KiB"), (3 << 30, "3 GiB")])
  func bytes(count: Int, text: String) { #expect(NumberText.bytes(count) == text) }

  @Test func tablesLineUpWideCharacters() {
    var table = TextTable([.left, .right], indentation: 1)
    table.row("名", "1")
    table.row("ab", "22")
    table.row("e\u{301}", "3")
    #expect(table.text == " 名   1\n ab  22\n e\u{301}    3\n")
  }

  @Test func textForTerminalsCannotSteerThem() {
    #expect(TextWidth.printable("a\u{1B}[31mb\n\tc\u{85}") == "a?[31mb\n\tc?")
  }
}
