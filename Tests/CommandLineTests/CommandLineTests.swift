import Glibc
import PIMGPT
import Testing

@Suite struct CommandLineTests {
  static let tiny = """
    model: {name: tiny, layers: 2, width: 64, heads: 2, vocabulary: 100, contextLimit: 32}
    system: {extends: pim-gpt, organisation: {channels: 2, bankGroups: 2, banksPerGroup: 2}}
    mapping: paper
    tokens: 4

    """

  // MARK: Errors

  /// Arguments and the message; exit status 2, nothing on standard output.
  @Test(arguments: [
    (
      ["simulate", "misspelt.yaml"],
      "misspelt.yaml:5:1: tokns: unknown key; expected one of model, assume, system, mapping, tokens, promptLength, lmHead, embedding, maximumContext, extendContext; did you mean \"tokens\"?"
    ),
    (
      ["simulate", "tiny.yaml", "--set", "system.timing.tRCDRD=-1ns"],
      "--set system.timing.tRCDRD=-1ns: system.timing.tRCDRD: out of range, found -1ns; expected a time between 0 ps and 1 ms"
    ),
    (
      ["simulate", "tiny.yaml", "--set", "system.timing.tRCDRD=20"],
      "--set system.timing.tRCDRD=20: system.timing.tRCDRD: missing unit, found 20; expected a time such as \"12 ns\""
    ),
    (
      ["simulate", "tiny.yaml", "--set", "system.timing.tRCDRD"],
      "--set system.timing.tRCDRD: no \"=\"; expected a path and a value such as system.timing.tRP=20ns"
    ),
    (
      ["simulate", "tiny.yaml", "--tokens", "-1"],
      "--tokens -1: malformed number; expected a number of tokens such as 16, or the first and the last position such as 0..15"
    ),
    (
      ["simulate", "tiny.yaml", "--tokens", "5..2"],
      "--tokens 5..2: the last position comes before the first; expected 2..5, or a number of tokens"
    ),
    (
      ["simulate", "tiny.yaml", "--set", "system.asic.clock=1Hz"],
      "--set system.asic.clock=1Hz: system.asic.clock: too slow a clock, found a period of 1 s; expected 1 us (1 MHz) or less"
    ),
    (
      ["simulate", "tiny.yaml", "--set", "maximumContext=1"],
      "run of tiny: maximumContext is 1 and the run has 4 positions; expected at least 4, or no maximumContext"
    ),
    (
      ["simulate", "tiny.yaml", "--set", "model.heads=65536", "--set", "model.headWidth=16777216"],
      "tiny.yaml:1:9: model.name: it has 562949953534464 parameters, and a key of 1099511627776; expected at most 2^44 parameters, and 2^24 in a key"
    ),
    (["simulate", "nothing.yaml"], "cannot read nothing.yaml: No such file or directory"),
    (
      ["simulate", "."],
      "no preset \".\" (looked in CONFIGS/experiments); expected a path or one of gpt2-large, gpt2-medium, gpt2-small, gpt2-xl, gpt3-large, gpt3-medium, gpt3-small, gpt3-xl, kjv, kjv-llama"
    ),
    (["simulate", "./"], "cannot read ./config.json: No such file or directory"),
    (["simulate", "empty.yaml"], "empty.yaml:1:1: empty document; expected a mapping"),
    (["simulate", "binary.yaml"], "binary.yaml:1:1: control character U+0002; expected text"),
    (
      ["simulate", "tiny.yaml", "-o", "tiny.yaml/report.json"],
      "cannot write tiny.yaml/report.json: Not a directory"
    ),
    (["simulate", "tiny.yaml", "-o", "/"], "cannot write /: Is a directory"),
    (
      ["simulate", "tiny.yaml", "--command-trace", "tiny.yaml/commands.csv"],
      "cannot write tiny.yaml/commands.csv: Not a directory"
    ),
    (["compile", "tiny.yaml", "-o", "tiny.yaml/a.trace"], "cannot write tiny.yaml/a.trace: Not a directory"),
    (
      ["replay", "empty.yaml", "--system", "pim-gpt"],
      "empty.yaml:1:1: empty file: found nothing, expected 'pimgpt-trace 1' in the first line"
    ),
    (["replay", "./", "--system", "pim-gpt"], "./: cannot read: Is a directory"),
    (
      ["simulat", "tiny.yaml"],
      "simulat: unknown command; expected one of simulate, config, list, map, compile, replay, check, verify, generate, accuracy, compare, regress, sweep, tune, paper, baseline, summary, report; did you mean \"simulate\"?"
    ),
    (["config", "chekc"], "chekc: unknown command; expected one of check, show; did you mean \"check\"?"),
    (["help", "config", "chekc"], "chekc: unknown command; expected one of check, show; did you mean \"check\"?"),
    (["help", "list", "nonsense"], "nonsense: unknown command; expected no more after list"),
    (["config", ""], "'': unknown command; expected one of check, show"),
    (["map", "tiny.yaml", "--at", "9,0,0,0"], "--at 9,0,0,0: no channel 9; expected a channel from 0 to 1"),
  ])
  func refuses(arguments: [String], message: String) throws {
    let program = try Program([
      "tiny.yaml": Self.tiny, "misspelt.yaml": Self.tiny + "tokns: 4\n", "empty.yaml": "",
      "binary.yaml": "\u{2}\u{1}",
    ])
    let before = program.names
    let outcome = try program.run(arguments)
    let expected = message.replacing("CONFIGS", with: "\(Program.root)/configs")
    #expect(outcome == Program.Outcome(status: 2, output: "", errors: "error: \(expected)\n"))
    #expect(program.names == before)
  }

  @Test func aModelTooLargeSaysWhatIsMissing() throws {
    let outcome = try Program().run("simulate", "gpt3-xl", "--set", "system.organisation.rows=512")
    #expect(
      outcome
        == Program.Outcome(
          status: 2, output: "",
          errors:
            "error: gpt3-xl on pim-gpt: the model needs 10008 rows a bank and the system has 512: 9496 rows (19447808 bytes a bank) are missing; the largest tensors are mlp.c_fc.weight 24 × 128 rows, mlp.c_proj.weight 24 × 128 rows, attn.c_attn.weight 24 × 96 rows; expected more system.organisation.rows or channels\n"
        ))
  }

  /// The parser's own errors have the same form and status, and the usage with them.
  @Test(arguments: [
    (["simulate"], "error: Missing expected argument '<experiment>', or --model\n"),
    (
      ["simulate", "tiny.yaml", "--engine", "quick"],
      "error: The value 'quick' is invalid for '--engine <engine>'."
    ),
    (["simulate", "tiny.yaml", "--nonsense"], "error: Unknown option '--nonsense'\n"),
    (
      ["simulate", "tiny.yaml", "--quiet", "--verbose"],
      "error: --quiet and --verbose contradict each other\n"
    ),
    (["compile", "tiny.yaml"], "error: Missing expected argument '--output <file>'\n"),
    (
      ["generate", "tiny.yaml", "--prompt", "a", "--tokens", "-1"],
      "error: --tokens -1: expected at least 1\n"
    ),
    (
      ["baseline", "cpu", "tiny.yaml", "-o", "a", "--points", "-1"],
      "error: --points -1: expected 1 to 1000\n"
    ),
    (
      ["baseline", "cpu", "tiny.yaml", "-o", "a", "--repeats", "-1"],
      "error: --repeats -1: expected 1 to 1000\n"
    ),
  ])
  func refusesWithUsage(arguments: [String], message: String) throws {
    let outcome = try Program(["tiny.yaml": Self.tiny]).run(arguments)
    #expect(outcome.status == 2)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.hasPrefix(message))
    #expect(outcome.errors.contains("\nUsage: pimgpt "))
    #expect(outcome.errors.ranges(of: "error:").count == 1)
  }

  @Test func valuesOfAnyLengthAreRefusedInFewWords() throws {
    let long = String(repeating: "9", count: 100_000)
    let program = try Program(["tiny.yaml": Self.tiny])
    for arguments in [
      ["simulate", "tiny.yaml", "--set", "tokens=\(long)"], ["simulate", "tiny.yaml", "--set", "\(long)=1"],
      ["simulate", "tiny.yaml", "--tokens", long], ["simulate", long], ["map", "tiny.yaml", "--of", long],
      ["simulate", "tiny.yaml", "-o", long], [long],
    ] {
      let outcome = try program.run(arguments)
      #expect(outcome.status == 2 && outcome.output.isEmpty)
      #expect(outcome.errors.hasPrefix("error: ") && outcome.errors.utf8.count < 5_000)
    }
  }

  // MARK: What works

  @Test func helpAndVersionAreNoErrors() throws {
    let program = try Program()
    #expect(try program.run("--version") == Program.Outcome(status: 0, output: "0.2.0\n", errors: ""))
    let changes = try #require(Program.text(of: "\(Program.root)/CHANGELOG.md"))
    #expect(changes.contains("\n## [0.2.0] - "), "a version has its changes")
    for arguments in [["--help"], ["simulate", "--help"], ["help", "config"], []] {
      let outcome = try program.run(arguments)
      #expect(outcome.status == 0 && outcome.errors.isEmpty && outcome.output.contains("USAGE: pimgpt"))
    }
    for command in ["simulate", "replay"] {
      let help = try program.run(command, "--help").output.split { $0.isWhitespace }.joined(separator: " ")
      #expect(help.contains("Where every command is wanted event runs in place of fast."), "\(help)")
      #expect(help.contains("Write every command, by the engine event or stepped, to a CSV file:"), "\(help)")
    }
  }

  @Test func simulateWritesItsReports() throws {
    let program = try Program(["tiny.yaml": Self.tiny])
    let text = try program.run("simulate", "tiny.yaml", "-o", "a.json", "--command-trace", "a.csv")
    #expect(text.status == 0 && text.errors.isEmpty)
    #expect(text.output.hasPrefix("tiny on pim-gpt: 4 tokens\n"))
    #expect(program.names == ["a.csv", "a.json", "tiny.yaml"])
    let json = try program.run("simulate", "tiny.yaml", "--format", "json")
    #expect(try program.run("simulate", "tiny.yaml", "-o", "-").output == json.output)
    // Commands are those of another engine, which finds the same.
    #expect(text.output.contains("; engine event\n") && json.output.contains("\"engine\": \"fast\""))
    #expect(
      json.output.replacing("\"engine\": \"fast\"", with: "\"engine\": \"event\"") == program.read("a.json"))
    #expect(
      try program.run("simulate", "tiny.yaml", "--quiet")
        == Program.Outcome(status: 0, output: "", errors: ""))
    #expect(program.read("a.csv")?.hasPrefix("cycle,channel,command,bank group,bank,row,column\n") == true)
  }

  /// An unchanged value changes nothing, whichever way it is given.
  @Test func defaultsSetAgainChangeNothing() throws {
    let program = try Program(["tiny.yaml": Self.tiny])
    // The hints at the end repeat the options.
    func report(_ options: String...) throws -> [Substring] {
      try program.run(["simulate", "tiny.yaml"] + options).output.split(separator: "\n").map {
        $0.prefix { $0 != "`" }
      }
    }
    let plain = try report()
    // A value of the user's is no longer a recalled one, but the result and its hash are the same.
    #expect(try report("--set", "system.timing.tRP=12ns") == plain)
    #expect(try report("--mapping", "paper") == plain)
    #expect(try report("--tokens", "4") == plain)
    #expect(try report("--tokens", "0..3") == plain)
  }

  @Test func compiledTracesReplayTheSame() throws {
    let program = try Program(["tiny.yaml": Self.tiny])
    let settings = [
      "--system", "pim-gpt", "--set", "system.organisation.channels=2", "--set",
      "system.organisation.bankGroups=2", "--set",
      "system.organisation.banksPerGroup=2",
    ]
    for part in ["0..3", "1..2"] {
      #expect(
        try program.run("compile", "tiny.yaml", "--tokens", part, "-o", "a.trace")
          == .init(status: 0, output: "", errors: ""))
      #expect(
        try program.run("compile", "tiny.yaml", "--tokens", part, "-o", "-").output == program.read("a.trace")
      )
      let simulated = try program.run([
        "simulate", "tiny.yaml", "--tokens", part, "-o", "-", "--command-trace", "a.csv",
      ])
      let replayed = try program.run(
        ["replay", "a.trace"] + settings + ["-o", "-", "--command-trace", "b.csv"])
      #expect(replayed.status == 0, "\(replayed.errors)")
      #expect(program.read("a.csv") == program.read("b.csv"))
      // A trace does not know the bounds of its positions.
      var left = simulated.output
      left.removeBounds()
      #expect(left != simulated.output)
      let a = try Document.parse(text: left, name: "a.json")
      let b = try Document.parse(text: replayed.output, name: "b.json")
      for part in ["latency", "rows", "commands", "instructions", "links", "asic", "refresh", "channels"] {
        let (left, right) = (try #require(a[part]), try #require(b[part]))
        #expect(canonicalText(of: left) == canonicalText(of: right), "\(part)")
      }
    }
  }

  @Test func checksFiles() throws {
    let program = try Program(["good.yaml": Self.tiny, "bad.yaml": Self.tiny + "tokns: 4\n"])
    #expect(
      try program.run("config", "check", "good.yaml", "pim-gpt")
        == .init(status: 0, output: "good.yaml: ok\npim-gpt: ok\n", errors: ""))
    let outcome = try program.run("config", "check", "bad.yaml", "good.yaml")
    #expect(outcome.status == 2)
    #expect(outcome.output == "good.yaml: ok\n")
    #expect(outcome.errors.hasPrefix("error: bad.yaml:5:1: tokns: unknown key"))
  }

  @Test func showsTheSourceOfEveryConstant() throws {
    let outcome = try Program(["tiny.yaml": Self.tiny]).run(
      "config", "show", "tiny.yaml", "--set", "system.timing.tRP=20ns")
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("\n    tRP: 20 ns  # user: --set system.timing.tRP=20ns\n"))
    #expect(outcome.output.contains("\n  layers: 2  # user: tiny.yaml:1\n"))
    #expect(outcome.output.contains("promptLength: 1  # built-in: built-in default\n"))
  }

  @Test func rendersReports() throws {
    let program = try Program(["tiny.yaml": Self.tiny])
    let printed = try program.run("simulate", "tiny.yaml", "-o", "a.json", "--perfetto", "p.json").output
    let text = try program.run("report", "a.json")
    #expect(text.status == 0 && printed.hasPrefix(text.output.split(separator: "\nConfiguration ")[0]))
    for (format, start) in [
      ("markdown", "# "), ("csv", "section,name,unit,value\n"), ("html", "<!DOCTYPE html>\n"),
      ("perfetto", "{"),
    ] {
      let printed = try program.run("report", "a.json", "--format", format)
      #expect(printed.status == 0 && printed.errors.isEmpty && printed.output.hasPrefix(start), "\(format)")
      #expect(
        try program.run("report", "a.json", "--format", format, "-o", "out")
          == .init(status: 0, output: "", errors: ""))
      #expect(program.read("out") == printed.output)
    }
    #expect(program.read("p.json")?.hasSuffix("\n]}\n") == true)
    #expect(
      try program.run("simulate", "tiny.yaml", "--perfetto-commands").errors.hasPrefix(
        "error: --perfetto-commands goes with --perfetto\n"))
  }

  /// What is no report leaves nothing behind.
  @Test func refusesWhatIsNoReport() throws {
    let program = try Program(["tiny.yaml": Self.tiny])
    let outcome = try program.run("report", "tiny.yaml", "--format", "html", "-o", "out")
    #expect(outcome.status == 2 && program.names == ["tiny.yaml"])
    #expect(
      outcome.errors
        == "error: tiny.yaml:1:1: cut off or no JSON: found \"model\"; expected a whole report; the file is not as pimgpt wrote it: write it anew with `pimgpt simulate … -o FILE`\n"
    )
  }

  @Test func fullDiskIsAnError() throws {
    let program = try Program(["tiny.yaml": Self.tiny])
    #expect(
      try program.run("simulate", "tiny.yaml", "-o", "/dev/full")
        == .init(status: 2, output: "", errors: "error: cannot write /dev/full: No space left on device\n"))
  }
}

extension String {
  /// Takes the bounds of the positions out of a report.
  fileprivate mutating func removeBounds() {
    for key in ["lower_bound_ps", "machine_bound_ps"] {
      guard let start = firstRange(of: ",\n      \"\(key)\": [") else { return }
      guard let end = self[start.upperBound...].firstRange(of: "]") else { return }
      removeSubrange(start.lowerBound..<end.upperBound)
    }
  }
}
