import PIMGPT
import PIMTestSupport
import Testing

@Suite struct PositionSelectionTests {
  /// A longer run is suggested only where the model has the positions.
  @Test func suggestsNoLongerRunThanTheContext() throws {
    let experiment = try Fixtures.experiment()
    let limit = 32
    #expect(
      message { _ = try experiment.positions(PositionSelection(parsing: "\(limit + 1)")) }
        == "--tokens \(limit + 1): the run has no position \(limit); expected positions from 0 to 3")
  }

  @Test(arguments: [("1", 0..<1), ("4", 0..<4), ("0..0", 0..<1), ("1..3", 1..<4)])
  func selects(text: String, positions: Range<Int>) throws {
    #expect(try Fixtures.experiment().positions(PositionSelection(parsing: text)) == positions)
  }

  @Test(arguments: [
    ("5..2", "--tokens 5..2: the last position comes before the first; expected 2..5, or a number of tokens"),
    ("0", "--tokens 0: no tokens; expected 1 or more"),
    (
      "x",
      "--tokens x: malformed number; expected a number of tokens such as 16, or the first and the last position such as 0..15"
    ),
    (
      "1..",
      "--tokens 1..: malformed range; expected a number of tokens such as 16, or the first and the last position such as 0..15"
    ),
    (
      "-1..2",
      "--tokens -1..2: malformed range; expected a number of tokens such as 16, or the first and the last position such as 0..15"
    ),
    (
      "99999999999999999999",
      "--tokens 99999999999999999999: malformed number; expected a number of tokens such as 16, or the first and the last position such as 0..15"
    ),
    (
      "5",
      "--tokens 5: the run has no position 4; expected positions from 0 to 3, or a longer run with --set tokens=5"
    ),
  ])
  func refuses(text: String, expected: String) throws {
    let experiment = try Fixtures.experiment()
    #expect(message { _ = try experiment.positions(PositionSelection(parsing: text)) } == expected)
  }
}
