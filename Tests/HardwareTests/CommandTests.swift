import PIMHardware
import Testing

@Suite struct CommandTests {
  /// Tables indexed by a command's raw value have `Command.count` entries.
  @Test func rawValuesAreTheIndices() {
    #expect(Command.allCases.map { Int($0.rawValue) } == Array(0..<Command.count))
  }
}
