import PIMGPT
import Testing

@Suite struct CheckCommandTests {
  private static let header = "cycle,channel,command,bank group,bank,row,column\n"

  /// A command trace is clean as it was written; with a row's accesses moved elsewhere it is not.
  @Test func checksWhatSimulateWrites() throws {
    let program = try Program(["tiny.yaml": CommandLineTests.tiny, "bad.csv": "cycle\n"])
    let machine = ["--set", "system.organisation={channels: 2, bankGroups: 2, banksPerGroup: 2}"]
    _ = try program.run(["simulate", "tiny.yaml", "--quiet", "--command-trace", "c.csv"])
    let system = ["--system", "pim-gpt"] + machine
    let clean = try program.run(["check", "c.csv"] + system)
    #expect(clean.status == 0, "\(clean)")
    #expect(clean.output.contains("no violation of 38 rules, bank states and refresh"))
    let lines = (program.read("c.csv") ?? "").split(separator: "\n")
    try OutputFile.write(
      lines.filter { !$0.contains(",ACT16,") }.joined(separator: "\n") + "\n",
      to: "\(program.folder)/tampered.csv")
    let tampered = try program.run(["check", "tampered.csv", "--first", "1"] + system)
    #expect(tampered.status == 1 && tampered.output.contains("bank 0 is closed"), "\(tampered)")
    let bad = try program.run(["check", "bad.csv"] + system)
    #expect(
      bad.status == 2 && bad.errors.hasPrefix("error: bad.csv:1:6: no column \"channel\"; expected"), "\(bad)"
    )
  }

  /// A trace without a command is an error: nothing was checked.
  @Test func nothingToCheck() throws {
    let program = try Program(["h.csv": Self.header, "one.csv": Self.header + "1,0,PREA,-1,-1,-1,-1\n"])
    let problem =
      ": no command after the header, nothing was checked; expected a command in each line, as --command-trace writes them\n"
    #expect(
      try program.run("check", "h.csv", "--system", "pim-gpt")
        == .init(status: 2, output: "", errors: "error: h.csv" + problem))
    #expect(
      try program.script("\"$1\" check - --system pim-gpt <h.csv")
        == .init(status: 2, output: "", errors: "error: standard input" + problem))
    #expect(
      try program.run("check", "one.csv", "--system", "pim-gpt")
        == .init(
          status: 0,
          output:
            "one.csv: 1 command up to cycle 1 on pim-gpt: no violation of 38 rules, bank states and refresh\n",
          errors: ""))
  }

  /// Names that no command has are shown as far as a terminal shows them.
  @Test func bytesOfZero() throws {
    let program = try Program(["z.csv": Self.header + "1,0,\0ACT,0,0,0,0\n"])
    let outcome = try program.run("check", "z.csv", "--system", "pim-gpt")
    #expect(outcome.status == 1 && outcome.errors.isEmpty)
    #expect(outcome.output.contains("ACT\": no command has this name\n"), "\(outcome.output)")
    #expect(outcome.output.contains("1 command up to cycle 1 on pim-gpt: 1 violation\n"), "\(outcome.output)")
  }

  @Test func namesOptionsAndStreams() throws {
    let program = try Program(["one.csv": Self.header + "1,0,PREA,-1,-1,-1,-1\n"])
    let first = try program.run("check", "one.csv", "--system", "pim-gpt", "--first", "-1")
    #expect(first.status == 2 && first.output.isEmpty)
    #expect(first.errors.hasPrefix("error: --first -1: expected 0 or more\n"), "\(first.errors)")
    #expect(
      try program.script("\"$1\" check - --system pim-gpt <&-")
        == .init(status: 2, output: "", errors: "error: cannot read standard input: Bad file descriptor\n"))
    #expect(
      try program.run("check", "no.csv", "--system", "pim-gpt")
        == .init(status: 2, output: "", errors: "error: cannot read no.csv: No such file or directory\n"))
  }
}
