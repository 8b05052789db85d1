import PIMHardware
import PIMInstructions
import Testing

/// Every mistake in an AiM trace and the message that it gets, to the letter.
@Suite struct AiMErrorTests {
  struct Mistake: Sendable, CustomTestStringConvertible {
    var text: String
    var message: String
    var testDescription: String { message }
  }

  private static func text(_ text: String, _ message: String) -> Mistake {
    Mistake(text: text, message: "t:" + message)
  }

  /// A line, the second of its trace, and its message.
  private static func line(_ line: String, _ message: String) -> Mistake {
    text("AiM SYNC\n\(line)\nAiM EOC\n", "2:" + message)
  }

  private static let opcodes =
    "one of MAC_ABK, MAC_SBK, WR_GB, WR_BIAS, RD_MAC, AF, RD_AF, WR_SBK, WR_ABK, RD_SBK, COPY_BKGB, COPY_GBBK, EWMUL, EWADD, SYNC, EOC"
  private static let groups = "AiM, R or W; pimgpt's own traces begin with 'pimgpt-trace 1'"
  private static let nothing =
    "1:1: empty file: found nothing, expected an AiM trace, which ends with 'AiM EOC', or 'pimgpt-trace 1' in the first line"
  private static let cut = "expected a line 'AiM EOC': the trace may be cut off"

  static let structure: [Mistake] = [
    text("", nothing),
    text("\n\n", nothing),
    text("# only a comment\n", nothing),
    text("AiM SYNC\n", "2:1: missing EOC: found the end of the file, \(cut)"),
    text("AiM SYNC", "2:1: missing EOC: found the end of the file, \(cut)"),
    text("W GPR 0\n# comment\n", "3:1: missing EOC: found the end of the file, \(cut)"),
    text("AiM EOC\n\nAiM SYNC\n", "3:1: content after EOC: found 'AiM', expected the end of the file"),
    text("AiM EOC\nAiM EOC\n", "2:1: content after EOC: found 'AiM', expected the end of the file"),
    text("AiM EOC\n  junk\n", "2:3: content after EOC: found 'junk', expected the end of the file"),
    text("AiM EOC\n# a\u{1}b\n", "2:4: illegal byte: found \\x01, expected text without control characters"),
  ]

  static let words: [Mistake] = [
    line("MAC_ABK 64 0x80000000 0", "1: unknown instruction: found 'MAC_ABK', expected \(groups)"),
    line("Aim SYNC", "1: unknown instruction: found 'Aim', expected \(groups); did you mean 'AiM'?"),
    line("X MEM 0 0 0", "1: unknown instruction: found 'X', expected \(groups)"),
    line("AiM", "4: missing operand: found the end of the line, expected \(opcodes)"),
    line(
      "AiM MAC_ABX 1 0x80000000 0",
      "5: unknown instruction: found 'MAC_ABX', expected \(opcodes); did you mean 'MAC_ABK'?"),
    line("AiM WR_AFLUT 1", "5: unknown instruction: found 'WR_AFLUT', expected \(opcodes)"),
    line("R", "2: missing operand: found the end of the line, expected one of MEM, GPR, CFR"),
    line(
      "AiM ISR_MAC_ABX 1 0x80000000 0",
      "5: unknown instruction: found 'ISR_MAC_ABX', expected \(opcodes); did you mean 'ISR_MAC_ABK'?"),
    line("AiM ISR_ 1", "5: unknown instruction: found 'ISR_', expected \(opcodes)"),
    line("AiM ISR_ISR_AF 1", "5: unknown instruction: found 'ISR_ISR_AF', expected \(opcodes)"),
    line("R ISR_MEM 0 0 0", "3: unknown instruction: found 'ISR_MEM', expected one of MEM, GPR, CFR"),
    line(
      "W MEN 0 0 0", "3: unknown instruction: found 'MEN', expected one of MEM, GPR, CFR; did you mean 'MEM'?"
    ),
    line(
      "AiM MAC_ABK 64 0x80000000", "26: missing operand: found no row, expected 'AiM MAC_ABK opsize mask row'"
    ),
    line("AiM MAC_ABK", "12: missing operand: found no opsize, expected 'AiM MAC_ABK opsize mask row'"),
    line("R MEM 0 0", "10: missing operand: found no row, expected 'R MEM channel bank row'"),
    line("R CFR", "6: missing operand: found no id, expected 'R CFR id [value]'"),
    line(
      "R CFR 0 1 2", "11: unexpected text: found '2', expected the end of the line after 'R CFR id [value]'"),
    line(
      "AiM,MAC_ABK,64,0x80000000", "26: missing operand: found no row, expected 'AiM MAC_ABK opsize mask row'"
    ),
    line("AiM;SYNC", "1: unknown instruction: found 'AiM;SYNC', expected \(groups)"),
    line("W CFR 0 # one", "9: missing operand: found no value, expected 'W CFR id value'"),
    line(
      "AiM MAC_ABK 64 0x80000000 0 0",
      "29: unexpected text: found '0', expected the end of the line after 'AiM MAC_ABK opsize mask row'"),
    line("AiM SYNC 1", "10: unexpected text: found '1', expected the end of the line after 'AiM SYNC'"),
    line("AiM SYNC\u{7}", "9: illegal byte: found \\x07, expected text without control characters"),
    line("AiM SYNC é", "10: illegal byte: found \\xC3, expected ASCII outside comments"),
    line(
      "AiM SYNC #" + String(repeating: "x", count: 5000),
      "4097: line too long: found more than 4096 bytes, expected at most 4096 bytes in a line"),
  ]

  static let values: [Mistake] = [
    line(
      "AiM MAC_ABK -1 0x80000000 0",
      "13: out of range: found opsize -1, expected a number of columns, 1 to 64"),
    line(
      "AiM MAC_ABK 0 0x80000000 0", "13: out of range: found opsize 0, expected a number of columns, 1 to 64"),
    line(
      "AiM MAC_ABK 65 0x80000000 0",
      "13: out of range: found opsize 65, expected a number of columns, 1 to 64"),
    line(
      "AiM MAC_ABK 1.5 0x80000000 0",
      "13: malformed value: found opsize 1.5, expected a number of columns, 1 to 64"),
    line(
      "AiM MAC_ABK 6x 0x80000000 0",
      "13: malformed value: found opsize 6x, expected a number of columns, 1 to 64"),
    line(
      "AiM MAC_ABK 99999999999999999999 0x80000000 0",
      "13: out of range: found opsize 99999999999999999999, expected a number of columns, 1 to 64"),
    line("AiM MAC_ABK 1 0x80000000 16384", "26: out of range: found row 16384, expected a row, 0 to 16383"),
    line("AiM MAC_ABK 1 0x80000000 -3", "26: out of range: found row -3, expected a row, 0 to 16383"),
    line("AiM MAC_SBK 1 0x80000000 16 0", "26: out of range: found bank 16, expected a bank, 0 to 15"),
    line("AiM MAC_ABK 1 0x0 0", "15: out of range: found mask 0x0, expected a mask of one channel or more"),
    line(
      "AiM MAC_ABK 1 0x00800000 0",
      "15: out of range: found mask 0x00800000 with channel 8, expected channels of 0 to 7"),
    line(
      "AiM MAC_ABK 1 0xffffffff 0",
      "15: out of range: found mask 0xffffffff with channel 8, expected channels of 0 to 7"),
    line(
      "AiM MAC_ABK 1 0x180000000 0", "15: out of range: found mask 0x180000000, expected a mask of 32 bits"),
    line(
      "AiM MAC_ABK 1 0x10000000000000000 0",
      "15: out of range: found mask 0x10000000000000000, expected a mask of 32 bits"),
    line(
      "AiM MAC_ABK 1 0x 0",
      "15: malformed value: found mask 0x, expected a mask of channels, such as 0x80000000"),
    line(
      "AiM MAC_ABK 1 0xg0 0",
      "15: malformed value: found mask 0xg0, expected a mask of channels, such as 0x80000000"),
    line(
      "AiM MAC_ABK 1 -1 0", "15: out of range: found mask -1, expected a mask of channels, such as 0x80000000"
    ),
    line(
      "AiM WR_ABK 0 0xc0000000 0",
      "14: out of range: found mask 0xc0000000 with channels 0-1, expected a mask of one channel"),
    line("R MEM 8 0 0", "7: out of range: found channel 8, expected a channel, 0 to 7"),
    line("R MEM 0 16 0", "9: out of range: found bank 16, expected a bank, 0 to 15"),
    line("W MEM 0 0 0x4000", "11: out of range: found row 0x4000, expected a row, 0 to 16383"),
    line("W GPR 4096", "7: out of range: found GPR 4096, expected a general-purpose register, 0 to 4095"),
    line("R CFR 3", "7: out of range: found id 3, expected a configuration register, 0 to 2"),
    line("R CFR 0 x", "9: malformed value: found value x, expected a number, 0 to 9223372036854775807"),
    line("W CFR 3 0", "7: out of range: found id 3, expected a configuration register, 0 to 2"),
    line(
      "W CFR 0 2", "9: out of range: found value 2, expected a value for configuration register 0, 0 to 1"),
    line(
      "W CFR 2 8", "9: out of range: found value 8, expected a value for configuration register 2, 0 to 7"),
    line(
      "AiM WR_GB 64 4095 0x80000000",
      "5: out of range: found WR_GB as WR_GB with src=65520 and 1024 elements from there, expected an end within the 65536 elements of the SRAM"
    ),
    line(
      "AiM RD_MAC 4095 0xc0000000",
      "5: out of range: found RD_MAC as RD_MAC with dst=65520 and 32 elements from there, expected an end within the 65536 elements of the SRAM"
    ),
    line(
      "AiM EWADD 4097 0 0",
      "11: out of range: found opsize 4097, expected a number of general-purpose registers, bursts of the ASIC's SRAM, 1 to 4096"
    ),
    line(
      "AiM EWADD 0 0 0",
      "11: out of range: found opsize 0, expected a number of general-purpose registers, bursts of the ASIC's SRAM, 1 to 4096"
    ),
    // All columns of a bank, 16,384 rows of 64.
    line(
      "AiM EWMUL 1048577 0x80000000 0",
      "11: out of range: found opsize 1048577, expected a number of columns, 1 to 1048576"),
    // What goes through the global buffer has no more than a row.
    line(
      "AiM WR_GB 65 0 0x80000000", "11: out of range: found opsize 65, expected a number of columns, 1 to 64"),
    line(
      "AiM COPY_BKGB 65 0x80000000 0 0",
      "15: out of range: found opsize 65, expected a number of columns, 1 to 64"),
    line(
      "AiM EWADD 2 0 4095",
      "5: out of range: found EWADD as SUM with residual=65520 and 32 elements from there, expected an end within the 65536 elements of the SRAM"
    ),
  ]

  private func message(_ text: String, _ system: System = aimSystem) -> String? {
    do {
      _ = try readAiM(text, system)
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test(arguments: structure + words + values) func mistakes(mistake: Mistake) throws {
    #expect(message(mistake.text) == mistake.message)
  }

  @Test func commandThatTheSystemLacks() throws {
    var system = aimSystem
    for command in [Command.AF16, .RD] { system.supported[Int(command.rawValue)] = false }
    #expect(
      message("AiM AF 0x80000000\n", system)
        == "t:1:5: unsupported command: found AF, which needs the command AF16, expected an instruction whose command the system paper has"
    )
    #expect(
      message("\nR MEM 0 0 0\n", system)
        == "t:2:3: unsupported command: found RD_SBK, which needs the command RD, expected an instruction whose command the system paper has"
    )
  }

  /// The tables of AF lie in the last eight rows.
  @Test func noRoomForTables() throws {
    var system = aimSystem
    system.organisation.rows = 7
    #expect(
      message("AiM AF 0x80000000\n", system)
        == "t:1:5: out of range: found banks of 7 rows, expected 8 or more: the last ones hold the tables of AF"
    )
  }

  @Test func systemWithoutMasks() throws {
    #expect(
      message("AiM EOC\n", paperSystem)
        == "t:1:1: trace for another machine: found an AiM trace, "
        + "expected a system whose file says in 'trace' how channel masks are read; paper does not")
  }

  /// The blocks before a mistake are read; from then on every call gives the same error.
  @Test func errorsStay() throws {
    var lines = Array(repeating: "AiM SYNC", count: 1024)
    lines += ["AiM SYNC", "AiM NOPE"]
    var reader = try AiMTraceReader(text: lines.joined(separator: "\n"), name: "t", system: aimSystem)
    #expect(try reader.next()?.template.instructions.count == 1024)
    let first = #expect(throws: TraceError.self) { try reader.next() }
    let second = #expect(throws: TraceError.self) { try reader.next() }
    #expect(first == second && first?.line == 1026)
  }
}
