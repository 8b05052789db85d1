import PIMHardware
import PIMInstructions
import Testing

/// Every mistake and the message that it gets, to the letter.
@Suite struct TraceErrorTests {
  struct Mistake: Sendable, CustomTestStringConvertible {
    var text: [UInt8]
    var message: String
    var testDescription: String { message }
  }

  /// A line in a block (line 12) and its message.
  private static func line(_ line: String, _ message: String) -> Mistake {
    Mistake(text: Array(trace("BLOCK 0 0 qkv 0", line, "END").utf8), message: "t:12:" + message)
  }

  private static func text(_ text: String, _ message: String) -> Mistake {
    Mistake(text: Array(text.utf8), message: "t:" + message)
  }

  /// A header with one line replaced.
  private static func header(_ index: Int, _ line: String?, _ message: String) -> Mistake {
    var lines = headerLines
    if let line { lines[index] = line } else { lines.remove(at: index) }
    return text((lines + ["END"]).map { $0 + "\n" }.joined(), message)
  }

  private static let mac = "expected MAC_ABK with ch= row= col= n= gb="
  private static let headers =
    "expected channels, bank-groups, banks-per-group, rows, columns, elements-per-column, global-buffer-columns, sram-bytes, schedule, BLOCK or END"

  static let headerMistakes: [Mistake] = [
    text("", "1:1: empty file: found nothing, expected 'pimgpt-trace 1' in the first line"),
    text("\n", "1:1: not a trace: found an empty line, expected 'pimgpt-trace 1' in the first line"),
    text("AiM SYNC\n", "1:1: not a trace: found 'AiM SYNC', expected 'pimgpt-trace 1' in the first line"),
    text("{\"a\": 1}\n", "1:1: not a trace: found '{\"a\": 1}', expected 'pimgpt-trace 1' in the first line"),
    text("pimgpt-trace\n", "1:13: unsupported version: found none, expected version 1"),
    text("pimgpt-trace 2\n", "1:14: unsupported version: found '2', expected version 1"),
    text(
      "pimgpt-trace 1 x\n", "1:16: unexpected text: found 'x', expected the end of the line after the version"
    ),
    Mistake(
      text: [0x7F, 0x45, 0x4C, 0x46, 0],
      message: "t:1:1: illegal byte: found \\x7F, expected text without control characters"),
    Mistake(
      text: Array("\u{FEFF}\u{FEFF}pimgpt-trace 1\n".utf8),
      message: "t:1:1: illegal byte: found \\xEF, expected ASCII outside comments"),
    text(
      "pimgpt-trace 1\n",
      "2:1: missing END: found the end of the file, expected an END line: the trace may be cut off"),
    header(4, nil, "10:1: missing header line: found 'END', expected a line 'rows' before it"),
    header(9, nil, "10:1: missing header line: found 'END', expected a line 'schedule' before it"),
    header(4, "rowz 16384", "5:1: unknown header line: found 'rowz', \(headers); did you mean 'rows'?"),
    header(4, "frequency 2", "5:1: unknown header line: found 'frequency', \(headers)"),
    header(4, "channels 8", "5:1: duplicate header line: found a second line 'channels', expected one"),
    header(4, "schedule serial", "10:1: duplicate header line: found a second line 'schedule', expected one"),
    header(
      4, "rows",
      "5:5: malformed value: found the end of the line, expected the rows of a bank, 1 to 2147483647"),
    header(4, "rows 0", "5:6: out of range: found '0', expected the rows of a bank, 1 to 2147483647"),
    header(
      4, "rows 99999999999999999999",
      "5:6: out of range: found '99999999999999999999', expected the rows of a bank, 1 to 2147483647"),
    header(4, "rows -1", "5:6: out of range: found '-1', expected the rows of a bank, 1 to 2147483647"),
    header(4, "rows 16k", "5:6: malformed value: found '16k', expected the rows of a bank, 1 to 2147483647"),
    header(
      4, "rows 16 384",
      "5:9: unexpected text: found '384', expected the end of the line after the value of 'rows'"),
    header(1, "channels 65", "2:10: out of range: found '65', expected the channels of the machine, 1 to 64"),
    header(
      9, "schedule seriel",
      "10:10: malformed value: found 'seriel', expected serial or overlapped; did you mean 'serial'?"),
    header(9, "schedule", "10:9: malformed value: found the end of the line, expected serial or overlapped"),
    text(
      trace("SYNC", "END"),
      "11:1: instruction before the first BLOCK: found 'SYNC', expected a line 'BLOCK position layer kind part' before it"
    ),
    text(
      trace("BLOK 0 0 qkv 0"), "11:1: unknown header line: found 'BLOK', \(headers); did you mean 'BLOCK'?"),
  ]

  static let structureMistakes: [Mistake] = [
    text(
      trace("BLOCK 0 0 qkv 0", "SYNC"),
      "13:1: missing END: found the end of the file, expected an END line: the trace may be cut off"),
    text(
      trace(), "11:1: missing END: found the end of the file, expected an END line: the trace may be cut off"),
    text(trace("END", "", "SYNC"), "13:1: content after END: found 'SYNC', expected the end of the file"),
    text(trace("END", "END"), "12:1: content after END: found 'END', expected the end of the file"),
    text(trace("END now"), "11:5: unexpected text: found 'now', expected the end of the line after END"),
    text(
      trace("END", "# \u{1}"), "12:3: illegal byte: found \\x01, expected text without control characters"),
    line("rows 3", "1: header line after the first BLOCK: found 'rows', expected a mnemonic, BLOCK or END"),
    text(
      trace("BLOCK"),
      "11:6: malformed BLOCK line: found the end of the line, expected a position, 0 to 2147483647"),
    text(trace("BLOCK x"), "11:7: malformed BLOCK line: found 'x', expected a position, 0 to 2147483647"),
    text(trace("BLOCK -1 0 qkv 0"), "11:7: out of range: found '-1', expected a position, 0 to 2147483647"),
    text(trace("BLOCK 0 -1 qkv 0"), "11:9: out of range: found '-1', expected '-' or a layer, 0 to 65535"),
    text(
      trace("BLOCK 0 0 softmx 0"),
      "11:11: malformed BLOCK line: found 'softmx', expected an operator: embedding, parameters, layerNorm, qkv, qkvSum, keyValueWrite, scores, softmax, context, contextSum, projection, projectionSum, ffnUp, gelu, ffnDown, ffnDownSum, finalNorm, lmHead, sampling, other; did you mean 'softmax'?"
    ),
    text(
      trace("BLOCK 0 0 qkv"),
      "11:14: malformed BLOCK line: found the end of the line, expected a part, 0 to 2147483647"),
    text(
      trace("BLOCK 0 0 qkv 0 0"),
      "11:17: unexpected text: found '0', expected the end of the line after the part"),
    line(
      "BLOCK 0 0 qkv 2147483648", "15: out of range: found '2147483648', expected a part, 0 to 2147483647"),
    line(
      "# " + String(repeating: "x", count: 4096),
      "4097: line too long: found more than 4096 bytes, expected at most 4096 bytes in a line"),
    line(
      String(repeating: "x", count: 1 << 20),
      "4097: line too long: found more than 4096 bytes, expected at most 4096 bytes in a line"),
    line(
      String(repeating: "\0", count: 1 << 20),
      "1: illegal byte: found \\x00, expected text without control characters"),
    text(
      trace("BLOCK 0 0 qkv 0") + String(repeating: "SYNC\n", count: 1 << 20) + "SYNC\nEND\n",
      "1048588:1: block too long: found instruction 1048577 of a block, expected at most 1048576"),
  ]

  static let wordMistakes: [Mistake] = [
    line(
      "mac_abk ch=0",
      "1: unknown instruction: found 'mac_abk', expected a mnemonic, BLOCK or END; did you mean 'MAC_ABK'?"),
    line(
      "MAC_AKB ch=0",
      "1: unknown instruction: found 'MAC_AKB', expected a mnemonic, BLOCK or END; did you mean 'MAC_ABK'?"),
    line("  FROBNICATE", "3: unknown instruction: found 'FROBNICATE', expected a mnemonic, BLOCK or END"),
    line(
      "MAC_ABKMAC_ABKMAC_ABKMAC_ABKMAC_ABKMAC_ABKMAC_ABK",
      "1: unknown instruction: found 'MAC_ABKMAC_ABKMAC_ABKMAC_ABKMAC_ABKMAC_A…', expected a mnemonic, BLOCK or END"
    ),
    line(
      "MAC_ABK ch=0-7 rwo=1 col=0 n=1 gb=0", "16: unknown operand: found 'rwo', \(mac); did you mean 'row'?"),
    line("MAC_ABK ch=0-7 bank=1", "16: unknown operand: found 'bank', \(mac)"),
    line("MAC_ABK ch=0-7 ROW=1", "16: unknown operand: found 'ROW', \(mac); did you mean 'row'?"),
    line("MAC_ABK ch=0-7 row=1 row=1", "22: duplicate operand: found a second 'row=', expected one"),
    line("MAC_ABK ch=0-7 row=1 col=0 n=1", "31: missing operand: found no 'gb=', \(mac)"),
    line("MAC_ABK", "8: missing operand: found no 'ch=', \(mac)"),
    line("MAC_ABK ch=0-7 # rest", "16: missing operand: found no 'row=', \(mac)"),
    line(
      "SUM dst=0 src=0",
      "16: missing operand: found no 'n=', expected SUM with dst= src= n= stride= len= [bias=] [residual=]"),
    line("MAC_ABK 0xFF", "9: malformed operand: found '0xFF', expected name=value"),
    line("MAC_ABK ch =3", "9: malformed operand: found 'ch', expected name=value; did you mean 'ch='?"),
    line("MAC_ABK =3", "9: malformed operand: found '=3', expected name=value"),
    line("SYNC ch=0", "6: unexpected text: found 'ch=0', expected the end of the line after SYNC"),
  ]

  private static let channels = "expected channels of 0 to 7, ascending, such as 0-3,6"

  static let valueMistakes: [Mistake] = [
    line("AF ch=0-7 row=", "15: malformed value: found row= without a value, expected a row, 0 to 16383"),
    line("AF ch=0-7 row=1O", "15: malformed value: found row=1O, expected a row, 0 to 16383"),
    line("AF ch=0-7 row=+1", "15: malformed value: found row=+1, expected a row, 0 to 16383"),
    line("AF ch=0-7 row=0x1", "15: malformed value: found row=0x1, expected a row, 0 to 16383"),
    line("AF ch=0-7 row=1#x", "15: malformed value: found row=1#x, expected a row, 0 to 16383"),
    line("AF ch=0-7 row=16384", "15: out of range: found row=16384, expected a row, 0 to 16383"),
    line("AF ch=0-7 row=-1", "15: out of range: found row=-1, expected a row, 0 to 16383"),
    line("AF ch=0-7 row=4294967296", "15: out of range: found row=4294967296, expected a row, 0 to 16383"),
    line(
      "AF ch=0-7 row=18446744073709551616",
      "15: out of range: found row=18446744073709551616, expected a row, 0 to 16383"),
    line("AF ch=8 row=0", "7: out of range: found ch=8, \(channels)"),
    line("AF ch=0-8 row=0", "7: out of range: found ch=0-8, \(channels)"),
    line("AF ch=64 row=0", "7: out of range: found ch=64, \(channels)"),
    line("AF ch=3,3 row=0", "7: out of range: found ch=3,3, \(channels)"),
    line("AF ch=3,1 row=0", "7: out of range: found ch=3,1, \(channels)"),
    line("AF ch=3-3 row=0", "7: out of range: found ch=3-3, \(channels)"),
    line("AF ch=0- row=0", "7: out of range: found ch=0-, \(channels)"),
    line("AF ch= row=0", "7: malformed value: found ch= without a value, \(channels)"),
    line("AF ch=all row=0", "7: malformed value: found ch=all, \(channels)"),
    line(
      "MAC_SBK ch=0 bank=16 row=0 col=0 n=1 gb=0", "19: out of range: found bank=16, expected a bank, 0 to 15"
    ),
    line("MAC_ABK ch=0 row=0 col=64 n=1 gb=0", "24: out of range: found col=64, expected a column, 0 to 63"),
    line(
      "MAC_ABK ch=0 row=0 col=0 n=0 gb=0",
      "28: out of range: found n=0, expected a number of columns, 1 to 1048576"),
    line(
      "MAC_ABK ch=0 row=0 col=0 n=1 gb=64",
      "33: out of range: found gb=64, expected a burst of the global buffer, 0 to 63"),
    line(
      "MAC_ABK ch=0 row=16383 col=60 n=5 gb=0",
      "33: out of range: found n=5, expected at most 4, the columns from there to the last of row 16383"),
    line(
      "MAC_ABK ch=0 row=0 col=0 n=60 gb=5",
      "28: out of range: found n=60, expected at most 59, the bursts from 5 to the end of the global buffer"),
    line(
      "WR_GB ch=0 gb=60 src=0 len=65",
      "28: out of range: found len=65, expected at most 64, the elements from burst 60 to the end of the global buffer"
    ),
    line(
      "WR_GB ch=0 gb=0 src=-1 len=1",
      "21: out of range: found src=-1, expected an element of the SRAM, 0 to 65535"),
    line(
      "WR_GB ch=0 gb=0 src=65536 len=1",
      "21: out of range: found src=65536, expected an element of the SRAM, 0 to 65535"),
    line(
      "WR_GB ch=0 gb=0 src=65535 len=2",
      "21: out of range: found src=65535 and 2 elements from there, expected an end within the 65536 elements of the SRAM"
    ),
    line(
      "RD_MAC ch=0-1 dst=0 len=33",
      "25: out of range: found len=33, expected at most 32, one element for each bank of each channel"),
    line(
      "WR_SBK ch=0 bank=0 row=0 col=0 lane=16 src=0 len=1",
      "37: out of range: found lane=16, expected a lane, 0 to 15"),
    line(
      "WR_SBK ch=0 bank=0 row=16383 col=63 lane=15 src=0 len=2",
      "55: out of range: found len=2, expected at most 1, the elements from there to the last of row 16383"),
    line(
      "WR_SBK ch=0-7 bank=0 row=0 col=0 lane=0 src=65000 len=100",
      "45: out of range: found src=65000 and 800 elements from there, expected an end within the 65536 elements of the SRAM"
    ),
    line(
      "SOFTMAX dst=0 src=0 n=2 stride=9 len=10",
      "32: out of range: found stride=9, expected at least 10, the length of a vector"),
    line(
      "SOFTMAX dst=0 src=0 n=65536 stride=65536 len=65536",
      "13: out of range: found dst=0 and 4294967296 elements from there, expected an end within the 65536 elements of the SRAM"
    ),
    line(
      "NORMALISE dst=0 n=2 stride=8 len=8 state=65530",
      "42: out of range: found state=65530 and 12 elements from there, expected an end within the 65536 elements of the SRAM"
    ),
    line(
      "SCALE dst=0 src=0 len=1 factor=nan", "32: malformed value: found factor=nan, expected a finite number"),
    line(
      "SCALE dst=0 src=0 len=1 factor=1.", "32: malformed value: found factor=1., expected a finite number"),
    line(
      "SCALE dst=0 src=0 len=1 factor=1e39", "32: out of range: found factor=1e39, expected a finite number"),
    line(
      "LAYERNORM dst=0 src=0 gain=0 bias=0 len=1 eps=-1e-5",
      "47: out of range: found eps=-1e-5, expected a finite number, 0 or more"),
    line(
      "RMSNORM dst=0 src=0 n=1 stride=0 len=8 gain=8 eps=-1",
      "51: out of range: found eps=-1, expected a finite number, 0 or more"),
    line(
      "ROTATE dst=0 src=0 n=2 stride=8 len=7 table=64 pairs=0",
      "37: out of range: found len=7, expected an even number: ROTATE works on pairs"),
    line(
      "ROTATE dst=0 src=0 n=2 stride=8 len=8 table=64 pairs=0.5",
      "54: out of range: found pairs=0.5, expected 0 or 1"),
    line("ARGMAX dst=0 src=8 len=1 index=0 first=2", "40: out of range: found first=2, expected 0 or 1"),
    line(
      "ARGMAX dst=0 src=8 len=1 index=2147483648 first=1",
      "32: out of range: found index=2147483648, expected an index, 0 to 2147483647"),
  ]

  static let byteMistakes: [Mistake] = [
    line("MAC_ABK ch=0\0 row=1", "13: illegal byte: found \\x00, expected text without control characters"),
    line("SYNC\rSYNC", "5: illegal byte: found \\x0D, expected text without control characters"),
    line("SYNC # a\0b", "9: illegal byte: found \\x00, expected text without control characters"),
    line("SYNCé", "5: illegal byte: found \\xC3, expected ASCII outside comments"),
    Mistake(
      text: Array(trace("BLOCK 0 0 qkv 0").utf8) + Array("SYNC # é ".utf8) + [0xC3, 0x28]
        + Array("\nEND\n".utf8),
      message: "t:12:11: illegal byte: found \\xC3, expected UTF-8"),
  ]

  @Test(arguments: headerMistakes + structureMistakes) func structure(mistake: Mistake) throws {
    #expect(try traceError(mistake.text)?.description == mistake.message)
  }

  @Test(arguments: wordMistakes + valueMistakes + byteMistakes) func lines(mistake: Mistake) throws {
    #expect(try traceError(mistake.text)?.description == mistake.message)
  }

  /// Those of AiM traces are in `AiMErrorTests`.
  @Test func everyKindHasItsMessageTested() throws {
    let elsewhere: [TraceError.Kind] = [.machineMismatch, .unsupportedCommand, .missingEOC, .contentAfterEOC]
    let all =
      Self.headerMistakes + Self.structureMistakes + Self.wordMistakes + Self.valueMistakes
      + Self.byteMistakes
    for kind in TraceError.Kind.allCases where !elsewhere.contains(kind) {
      #expect(all.contains { $0.message.contains(": \(kind.rawValue): ") }, "\(kind)")
    }
  }

  @Test func anotherMachine() throws {
    let reader = try TraceReader(text: trace("END"), name: "t")
    try reader.check(against: paperShape)
    var shape = paperShape
    shape.organisation.channels = 16
    shape.sramBytes = 65536
    let error = #expect(throws: TraceError.self) { try reader.check(against: shape, name: "system 'aim'") }
    #expect(
      error?.description
        == "t:2:1: trace for another machine: found channels 8, expected channels 16 as in system 'aim'")
  }

  @Test func anotherMachinesCommands() throws {
    var system = paperSystem
    for command in [Command.MAC, .RDCP] { system.supported[Int(command.rawValue)] = false }
    let text = trace("BLOCK 0 0 qkv 0", "SYNC", "  MAC_SBK ch=0 bank=0 row=0 col=0 n=1 gb=0", "END")
    var reader = try TraceReader(text: text, name: "t")
    try reader.check(against: system)
    let error = #expect(throws: TraceError.self) { try reader.next() }
    #expect(
      error?.description
        == "t:13:3: unsupported command: found MAC_SBK, which needs the command MAC, "
        + "expected an instruction whose command the system paper has")
    // The commands of a trace are of no concern until a system is named.
    var other = try TraceReader(text: text, name: "t")
    #expect(try readAll(&other).count == 1)
  }

  /// The blocks before a mistake are read; from then on every call gives the same error.
  @Test func errorsStay() throws {
    var reader = try TraceReader(text: trace("BLOCK 0 0 qkv 0", "SYNC", "BLOCK 0 0 qkv 1", "NOPE", "END"))
    #expect(try reader.next()?.template.instructions.count == 1)
    let first = #expect(throws: TraceError.self) { try reader.next() }
    let second = #expect(throws: TraceError.self) { try reader.next() }
    #expect(first == second)
    #expect(first?.line == 14)
  }
}
