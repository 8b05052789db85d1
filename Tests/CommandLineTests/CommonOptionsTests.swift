import ArgumentParser
import PIMGPT
import Testing

@testable import PIMCommandLine

/// One command line: what every command has, says in the same words, and does in the same way.
@Suite struct CommonOptionsTests {
  /// The commands without subcommands that are listed, with their names.
  static let commands = leaves(RootCommand.self, [])

  private static func leaves(
    _ command: any ParsableCommand.Type, _ path: [String]
  ) -> [(path: [String], command: any ParsableCommand.Type)] {
    let inner = command.configuration.subcommands.filter { $0.configuration.shouldDisplay }
    if inner.isEmpty { return [(path, command)] }
    return inner.flatMap { leaves($0, path + [$0._commandName]) }
  }

  /// The help, with blanks in place of line breaks.
  private static func help(_ command: any ParsableCommand.Type) -> String {
    RootCommand.helpMessage(for: command, columns: 100).split { $0.isWhitespace }.joined(separator: " ")
  }

  @Test func everyCommandThatPrintsHasTheCommonOptions() {
    #expect(
      Self.commands.map { $0.path.joined(separator: " ") } == [
        "simulate", "config check", "config show", "list", "map", "compile", "replay", "check", "verify",
        "generate", "accuracy", "compare", "regress", "sweep all", "sweep run", "sweep collect", "sweep list",
        "tune", "paper",
        "baseline cpu", "summary", "report",
      ])
    for (path, command) in Self.commands {
      let (help, name) = (Self.help(command), path.joined(separator: " "))
      #expect(
        help.contains(
          " -q, --quiet Print neither report, notes nor progress; files that options name are written, errors reported. "
        ), "\(name)")
      #expect(help.contains(" -v, --verbose Print more, and name each file that is read. "), "\(name)")
      #expect(help.contains(" -o, --output <"), "\(name)")
      #expect(help.contains(" --format <format>"), "\(name)")
      // A trace is not a report: it is written in the formats of traces.
      #expect(help.contains("json") || name == "compile", "\(name)")
      if help.contains("--set ") {
        #expect(help.contains(" --set <path=value> Replace a value of the documents: --set "), "\(name)")
      }
    }
  }

  /// `--tokens` and `--set tokens=` are explained beside each other, wherever a part of a run can be chosen.
  @Test func tokensAreExplained() {
    let meaning =
      "Simulate a part of the run: its first N positions, or positions A to B, both included, from 0. The KV cache stays laid out for the whole run; --set tokens=N makes the run itself N tokens long."
    let names = Self.commands.filter { Self.help($0.command).contains("--tokens <N|A..B> " + meaning) }
    #expect(
      names.map { $0.path.joined(separator: " ") } == ["simulate", "compile", "compare", "tune", "baseline cpu"])
  }

  static let tiny = CommandLineTests.tiny

  /// What is printed with `-o FILE` is what would be printed without, and standard output stays empty.
  @Test(arguments: [
    ["config", "check", "tiny.yaml"], ["config", "show", "tiny.yaml"], ["list", "systems"],
    ["list"], ["map", "tiny.yaml"],
    ["map", "tiny.yaml", "--at", "0,0,0,0"], ["verify", "tiny.yaml", "--tokens", "1"],
    ["generate", "tiny.yaml", "--prompt", "1", "--tokens", "2"], ["accuracy", "kjv", "--errors"],
    ["accuracy", "kjv", "--tokens", "2"],
    ["check", "c.csv", "--system", "pim-gpt", "--set", "system.organisation.channels=2"],
    ["compare", "tiny.yaml", "tiny.yaml@tokens=2"], ["summary", "r.json"], ["report", "r.json"],
  ])
  func outputsAreWhatIsPrinted(arguments: [String]) throws {
    let program = try Program(["tiny.yaml": Self.tiny])
    #expect(
      try program.run("simulate", "tiny.yaml", "-q", "-o", "r.json", "--command-trace", "c.csv").status == 0)
    for format in ["text", "json"] {
      let printed = try program.run(arguments + ["--format", format])
      #expect(!printed.output.isEmpty && printed.errors.isEmpty, "\(printed.errors)")
      let written = try program.run(arguments + ["--format", format, "-o", "out"])
      #expect(written == .init(status: printed.status, output: "", errors: ""))
      #expect(program.read("out") == printed.output)
      #expect(try program.run(arguments + ["--format", format, "-o", "-"]).output == printed.output)
      let quiet = try program.run(arguments + ["--format", format, "-q"])
      #expect(quiet == .init(status: printed.status, output: "", errors: ""))
      if format == "json" {
        let document = try Document.parse(text: printed.output, name: "out.json", syntax: .json)
        #expect(document["schema"] != nil)
      }
    }
    let verbose = try program.run(arguments + ["-v"])
    #expect(verbose.errors.hasPrefix("note: reads "), "\(verbose.errors)")
  }

  /// `-` is standard input for documents, traces and reports.
  @Test func standardInput() throws {
    let program = try Program(["tiny.yaml": Self.tiny])
    let outcome = try program.script(
      """
      set -e
      settings="--system pim-gpt --set system.organisation.channels=2 --set system.organisation.bankGroups=2 --set system.organisation.banksPerGroup=2"
      "$1" simulate tiny.yaml -q -o a.json --command-trace a.csv --perfetto a.perfetto
      "$1" simulate - -q -o b.json --command-trace b.csv --perfetto b.perfetto <tiny.yaml
      cmp a.csv b.csv && cmp a.perfetto b.perfetto
      "$1" compile - -o - <tiny.yaml >a.trace
      "$1" replay a.trace $settings -q -o c.json
      cat a.trace | "$1" replay - $settings -o - >d.json
      "$1" verify tiny.yaml --trace - -q <a.trace
      cat a.json | "$1" report - --format json | cmp - a.json
      cat a.json | "$1" summary - -q
      "$1" config check - <tiny.yaml
      printf 'extends: pim-gpt\n' | "$1" simulate gpt2-small --system - --tokens 1 -q
      cat a.json | "$1" compare - a.json --format json -o compared.json
      cat a.csv | "$1" check - --system pim-gpt --set system.organisation.channels=2 --set system.organisation.bankGroups=2 --set system.organisation.banksPerGroup=2 | head -n 1
      printf 'In the beginning' | "$1" accuracy kjv --text - --tokens 3 -q
      """)
    #expect(outcome.status == 0, "\(outcome)")
    #expect(outcome.output.hasPrefix("-: ok\nstandard input: "), "\(outcome.output)")
    let (a, b) = (try #require(program.read("a.json")), try #require(program.read("b.json")))
    // The place of a value is in its source, and nothing else.
    #expect(a.replacing("tiny.yaml", with: "standard input") == b)
    let wrong = try program.script("(cat tiny.yaml; echo tokns: 4) | \"$1\" simulate -")
    #expect(
      wrong.errors.hasPrefix("error: standard input:5:1: tokns: unknown key; expected one of "),
      "\(wrong.errors)")
  }

  /// Verdicts are coloured on a terminal that wants it, and nowhere else.
  @Test func colours() {
    #expect(Colour.isWanted(isTerminal: true, noColour: nil, terminal: "xterm"))
    #expect(Colour.isWanted(isTerminal: true, noColour: "", terminal: nil))
    #expect(!Colour.isWanted(isTerminal: true, noColour: "1", terminal: "xterm"))
    #expect(!Colour.isWanted(isTerminal: true, noColour: nil, terminal: "dumb"))
    #expect(!Colour.isWanted(isTerminal: false, noColour: nil, terminal: "xterm"))
    let text = "a.yaml: ok\n  small  0  MOVED  1 µs\n  ok then\n"
    #expect(
      Colour.verdicts(text, isWanted: true)
        == "a.yaml: \u{1B}[32mok\u{1B}[0m\n  small  0  \u{1B}[31mMOVED\u{1B}[0m  1 µs\n  ok then\n")
    #expect(Colour.verdicts(text, isWanted: false) == text)
  }

  /// Completions know presets and files; the scripts ask the program for them.
  @Test func completions() throws {
    let program = try Program(["mine.yaml": Self.tiny, "notes.txt": "", "folder/inner.yaml": Self.tiny])
    let systems = try program.run("presets", "systems")
    #expect(systems.output == "aim-gddr6\ngddr6\nhbm-pim\npim-gpt\npim-gpt-idd\n")
    #expect(try program.run("presets", "suites", "paper").output == "suites default\npaper claims\n")
    #expect(try !program.run("--help").output.contains("presets  "))
    for shell in ["bash", "zsh", "fish"] {
      let script = try program.run("--generate-completion-script", shell)
      #expect(script.status == 0 && script.output.contains("---completion"), "\(shell)")
    }
  }

  @Test func temperatureZeroIsGreedy() throws {
    let program = try Program(["tiny.yaml": Self.tiny])
    let arguments = ["generate", "tiny.yaml", "--prompt", "1", "--tokens", "3", "--seed", "7"]
    let greedy = try program.run(arguments)
    #expect(greedy.status == 0, "\(greedy.errors)")
    #expect(try program.run(arguments + ["--temperature", "0"]) == greedy)
    let negative = try program.run(arguments + ["--temperature", "-1"])
    #expect(
      negative.errors.hasPrefix(
        "error: --temperature -1.0: expected 0 or more; 0 takes the likeliest token\n"))
  }

  /// What contradicts itself, or has nothing in it, is refused before anything runs.
  @Test(arguments: [
    (
      "regress --junit - --format json",
      "--junit - and --format json: standard output holds one document; name a file for one of them, with -o for the JSON"
    ), ("generate kjv --prompt ''", "--prompt: nothing in it; expected at least one token"),
    ("regress --set modell.layers=3", "--set modell.layers=3: modell: unknown key; expected one of "),
  ])
  func contradictionsAreRefused(arguments: String, expected: String) throws {
    let outcome = try Program().script("\"$1\" \(arguments)")
    #expect(outcome.status == 2 && outcome.output.isEmpty, "\(outcome)")
    #expect(outcome.errors.hasPrefix("error: \(expected)"), "\(outcome.errors)")
    #expect(outcome.errors.split(separator: "error:").count == 1)
  }

  /// A replay's timeline has the commands of the simulation's.
  @Test func replayWritesATimeline() throws {
    let program = try Program(["tiny.yaml": Self.tiny])
    let outcome = try program.script(
      """
      "$1" simulate tiny.yaml -q --perfetto a.json --perfetto-commands && "$1" compile tiny.yaml -o t.trace &&
      "$1" replay t.trace -q --system pim-gpt --set system.organisation.channels=2 --set system.organisation.bankGroups=2 \\
        --set system.organisation.banksPerGroup=2 --perfetto b.json --perfetto-commands
      """)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let (a, b) = (try #require(program.read("a.json")), try #require(program.read("b.json")))
    #expect(b.contains("\"t.trace on pim-gpt\""))
    #expect(a.replacing("tiny on pim-gpt", with: "t.trace on pim-gpt") == b)
  }

  /// A checkpoint's folder needs no slash unless a preset has its name.
  @Test func checkpointsWithoutASlash() throws {
    let program = try Program()
    let outcome = try program.script(
      """
      cp -r "\(Program.root)/configs/models/kjv" mine && cp -r mine kjv && mkdir empty
      "$1" verify mine --tokens 1 -q && "$1" simulate mine --tokens 1 -q && "$1" config check mine &&
      "$1" simulate gpt2-small --model mine --tokens 1 -q; echo $?
      """)
    #expect(outcome.output == "mine: ok\n0\n", "\(outcome.errors)")
    #expect(try program.run("simulate", "empty").errors.hasPrefix("error: no preset \"empty\""))
  }

  /// A longer run is suggested only where the model and the run allow one.
  @Test func longerRunsAreSuggestedWherePossible() throws {
    let program = try Program(["tiny.yaml": Self.tiny])
    func expected(_ settings: String...) throws -> String {
      let outcome = try program.run(
        ["simulate", "tiny.yaml", "--tokens", "20"] + settings.flatMap { ["--set", $0] })
      #expect(outcome.status == 2)
      return String(outcome.errors.drop { $0 != ";" })
    }
    #expect(
      try expected() == "; expected positions from 0 to 3, or a longer run with --set tokens=20\n")
    #expect(
      try expected("promptLength=5")
        == "; expected positions from 0 to 7, or a longer run with --set tokens=16\n")
    #expect(try expected("maximumContext=8") == "; expected positions from 0 to 3\n")
    #expect(try expected("model.contextLimit=16") == "; expected positions from 0 to 3\n")
  }
}
