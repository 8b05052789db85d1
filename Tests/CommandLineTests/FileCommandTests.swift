import PIMGPT
import Testing

/// What commands do to files that are there, and to streams that are not.
@Suite struct FileCommandTests {
  private static let experiment = "extends: gpt2-small\ntokens: 1\n"

  @Test(arguments: [
    ("mine.yaml", ["simulate", "mine.yaml", "--quiet", "-o", "mine.yaml"]),
    ("mine.yaml", ["simulate", "mine.yaml", "--quiet", "-o", "same.yaml"]),
    ("mine.yaml", ["simulate", "mine.yaml", "--quiet", "--command-trace", "./mine.yaml"]),
    ("c.trace", ["replay", "c.trace", "--system", "pim-gpt", "--quiet", "-o", "c.trace"]),
    ("r.json", ["report", "r.json", "--format", "html", "-o", "r.json"]),
    ("k.yaml", ["simulate", "mine.yaml", "--quiet", "--system", "k.yaml", "-o", "k.yaml"]),
  ])
  func inputsAreKept(file: String, arguments: [String]) throws {
    let program = try Program(["mine.yaml": Self.experiment])
    let made = try program.script(
      """
      "$1" compile mine.yaml -o c.trace && "$1" simulate mine.yaml --quiet -o r.json &&
      cp "\(Program.root)/configs/systems/pim-gpt.yaml" k.yaml
      ln -s mine.yaml same.yaml
      """)
    #expect(made.status == 0, "\(made.errors)")
    let before = program.read(file)
    let outcome = try program.run(arguments)
    #expect(outcome.status == 2)
    #expect(
      outcome.errors.contains("it is a file that this command reads; expected another path"),
      "\(outcome.errors)")
    #expect(program.read(file) == before && before != nil)
  }

  /// A link stays a link, and what it leads to is written; two names of one file that is not there yet are
  /// one.
  @Test func linksAreFollowed() throws {
    let program = try Program(["mine.yaml": Self.experiment])
    let twice = try program.script(
      "ln -s new.json link && \"$1\" simulate mine.yaml --quiet -o new.json --perfetto link")
    #expect(twice.status == 2 && twice.errors.contains("name the same file"))
    let linked = try program.script(
      "\"$1\" simulate mine.yaml --quiet -o link && test -L link && test -f new.json && test ! -L new.json")
    #expect(linked.status == 0, "\(linked.errors)")
    let both = try program.run(
      "simulate", "mine.yaml", "--quiet", "-o", "-", "--command-trace", "/dev/stdout")
    #expect(both.status == 2 && both.output.isEmpty)
  }

  @Test func oneFileUnderTwoNames() throws {
    let program = try Program(["a": "", "b": ""])
    let folder = program.folder
    #expect(try program.script("ln -s a l && ln -s nothing d && mkdir f").status == 0)
    for (one, other, isOne) in [
      ("a", "b", false), ("a", "./a", true), ("a", "f/../a", true), ("a", "l", true), ("d", "nothing", true),
      ("d", "a", false), ("new", "./new", true), ("new", "f/new", false),
    ] {
      #expect(OutputFile.isOneFile("\(folder)/\(one)", "\(folder)/\(other)") == isOne, "\(one), \(other)")
    }
    #expect(OutputFile.isOneFile("-", "/dev/stdout") && !OutputFile.isOneFile("-", "\(folder)/a"))
    #expect(!OutputFile.isOneFile("/dev/null", "/dev/null"))
  }

  /// No data file takes the place of a closed stream, and what cannot be printed is an error.
  @Test(arguments: [
    "sweep s.yaml -o o", "--help", "--version", "simulate mine.yaml", "check --help", "config show mine.yaml",
  ])
  func closedOutput(arguments: String) throws {
    let sweep = "experiment: gpt2-small\nset: {tokens: 1}\naxes: {system.timing.tRP: [8 ns]}\n"
    for streams in [">&-", "<&- >&-", ">/dev/full"] {
      let program = try Program(["mine.yaml": Self.experiment, "s.yaml": sweep])
      let outcome = try program.script("\"$1\" \(arguments) \(streams)")
      #expect(outcome.status == 2, "\(arguments) \(streams)")
      #expect(outcome.errors.contains("cannot write standard output: "), "\(outcome.errors)")
    }
  }

  @Test func largeFilesAreErrors() throws {
    let program = try Program(["mine.yaml": Self.experiment])
    let outcome = try program.script("ulimit -f 2; \"$1\" simulate mine.yaml --quiet --command-trace t.csv")
    #expect(outcome.status == 2)
    #expect(outcome.errors == "error: cannot write t.csv: File too large\n")
    #expect(program.names == ["mine.yaml"])
  }

  @Test(arguments: [
    (["paper", "-o", "mine.yaml"], "-o mine.yaml: mine.yaml is a file; expected a folder"),
    (["paper", "-o", "f"], "cannot write f/index.html: Is a directory"),
    (["paper", "--jobs", "-1"], "--jobs -1: expected 1 or more"),
    (["paper", "--models", ""], "--models \"\": no model of the document"),
    (["paper", "--cpu", "none.yaml"], "--cpu none.yaml: no measured baseline (cannot read none.yaml"),
    (["paper", "--cpu", "mine.yaml"], "expected a file that `pimgpt baseline cpu MODEL -o FILE` wrote"),
    (["sweep", "row-timin"], "no preset \"row-timin\" (looked in configs/sweeps"),
    (["sweep", "run", "s.yaml", "--index", "-1"], "--index -1: no such point; expected 0"),
  ])
  func errorsBeforeTheWork(arguments: [String], expected: String) throws {
    let program = try Program([
      "mine.yaml": Self.experiment,
      "s.yaml": "experiment: gpt2-small\naxes: {system.timing.tRP: [8 ns]}\n",
    ])
    #expect(try program.script("mkdir -p f/index.html && cp -r \"\(Program.root)/configs\" .").status == 0)
    let outcome = try program.run(arguments)
    #expect(outcome.status == 2 && outcome.output.isEmpty)
    #expect(outcome.errors.contains(expected), "\(outcome.errors)")
  }

  /// A note says which policies are without use in a run.
  @Test func policiesWithoutUse() throws {
    let program = try Program(["mine.yaml": Self.experiment])
    func notes(_ settings: String...) throws -> [Substring] {
      let outcome = try program.run(
        ["simulate", "mine.yaml"] + settings.flatMap { ["--set", "mapping." + $0] })
      return outcome.output.split(separator: "\n").filter {
        $0.contains("gain nothing") || $0.contains("no effect")
      }
    }
    #expect(try notes() == [])
    #expect(
      try notes("attentionGroups=3", "productTiles=2") == [
        "Under the serial schedule these gain nothing: mapping.productTiles, mapping.attentionGroups. They are made for "
          + "mapping.schedule=overlapped."
      ])
    #expect(
      try notes("schedule=overlapped", "attentionGroups=3") == [
        "mapping.attentionGroups has no effect here; it is for mapping.attention=pipelined."
      ])
    #expect(try notes("schedule=overlapped", "attentionGroups=3", "attention=pipelined") == [])
  }
}
