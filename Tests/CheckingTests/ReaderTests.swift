import PIMChecking
import PIMHardware
import Testing

@Suite struct ReaderTests {
  static let header = "cycle,channel,command,bank group,bank,row,column\n"

  private func lines(_ text: String) throws -> [CommandReader.Line] {
    var reader = try CommandReader(text: text)
    var lines: [CommandReader.Line] = []
    while let line = try reader.next() { lines.append(line) }
    return lines
  }

  @Test func columnsComeInAnyOrder() throws {
    let record = CommandRecord(
      line: 2, cycle: 17, channel: 3, command: .RD, bankGroup: 1, bank: 2, row: 40, column: 5)
    #expect(try lines(Self.header + "17,3,RD,1,2,40,5\n") == [.command(record)])
    #expect(
      try lines("column,row,bank,bank group,command,channel,cycle\r\n5,40,2,1,RD,3,17\r\n") == [
        .command(record)
      ])
    #expect(try lines(Self.header + "17,3,RD,1,2,40,5") == [.command(record)])
    #expect(
      try lines(Self.header + "17,3,READ,1,2,40,5") == [
        .unknown(name: "READ", cycle: 17, channel: 3, line: 2)
      ])
    #expect(try lines(Self.header) == [])
  }

  /// Names are compared byte for byte: bytes of zero count, wherever they stand, and so do those after the
  /// eighth.
  @Test(arguments: [
    "\0ACT", "\0\0\0\0\0ACT", "ACT\0", "A\0CT", "\0", " ACT", "act", "ACTACTACT", "\0\0\0\0\0\0\0\0ACT",
  ])
  func knowsNamesOnlyAsTheyAre(name: String) throws {
    #expect(
      try lines(Self.header + "1,0,\(name),0,0,0,0\n") == [
        .unknown(name: name, cycle: 1, channel: 0, line: 2)
      ])
  }

  @Test func longTracesStream() throws {
    let text = Self.header + String(repeating: "12345,1,MAC16,-1,-1,100,20\n", count: 30_000)
    #expect(try lines(text).count == 30_000)
  }

  @Test(arguments: [
    (
      "",
      "c.csv:1:1: empty file; expected the columns cycle, channel, command, bank group, bank, row, column in the first line"
    ),
    (
      "cycle,chanel\n",
      "c.csv:1:7: unknown column \"chanel\"; expected the columns cycle, channel, command, bank group, bank, row, column"
    ),
    ("cycle,cycle\n", "c.csv:1:7: column \"cycle\" twice; expected each column once"),
    (
      "cycle,channel\n",
      "c.csv:1:14: no column \"command\"; expected the columns cycle, channel, command, bank group, bank, row, column"
    ),
    (header + "1,2,RD\n", "c.csv:2:7: 3 fields; expected 7, as in the header"),
    (header + "1,2,RD,1,1,1,1,1\n", "c.csv:2:15: more than 7 fields; expected 7, as in the header"),
    (
      header + "1,x,RD,1,1,1,1\n",
      "c.csv:2:3: \"x\" as channel; expected a whole number, -1 where there is none"
    ),
    (header + "1,1,,1,1,1,1\n", "c.csv:2:5: no command; expected a command such as MAC16"),
    (header + "\n", "c.csv:2:1: \"\" as cycle; expected a whole number, -1 where there is none"),
    (
      header + "1234567890123456789,1,RD,1,1,1,1\n",
      "c.csv:2:1: \"1234567890123456789\" as cycle; expected a whole number, -1 where there is none"
    ),
    (
      header + String(repeating: "1", count: 2000), "c.csv:2:1025: a longer line; expected at most 1024 bytes"
    ),
  ])
  func refuses(text: String, message: String) throws {
    let error = #expect(throws: CommandTraceError.self) {
      var reader = try CommandReader(text: text, file: "c.csv")
      while try reader.next() != nil {}
    }
    #expect(error?.description == message)
  }
}
