import Testing

@Suite struct ComparisonCommandTests {
  @Test func toleranceSetsTheStatus() throws {
    let program = try Program()
    let sides = ["compare", "gpt2-small", "gpt2-small@system.timing.tRP=14ns", "--tokens", "1"]
    let within = try program.run(sides + ["--tolerance", "latency=50%"])
    #expect(within.status == 0 && within.errors.isEmpty)
    #expect(within.output.contains("  latency=50%  B     within"))
    let broken = try program.run(sides + ["--tolerance", "latency=0%,commands=1000000"])
    #expect(broken.status == 1)
    #expect(broken.errors.hasPrefix("broken: latency=0%: B differs from A by +"))
    let unknown = try program.run(sides + ["--tolerance", "latencies=1%"])
    #expect(unknown.status == 2 && unknown.output.isEmpty)
    #expect(
      unknown.errors.hasPrefix("error: --tolerance latencies=1%: unknown metric; expected one of latency, "))
  }

  @Test func aReportWithItself() throws {
    let program = try Program()
    #expect(try program.run("simulate", "gpt2-small", "--tokens", "1", "--quiet", "-o", "a.json").status == 0)
    let same = try program.run("compare", "a.json", "a.json", "--tolerance", "latency=0%,energy=0%")
    #expect(same.status == 0 && same.output.contains("B against A: no difference\n"))
    let set = try program.run("compare", "a.json", "a.json", "--set", "tokens=2")
    #expect(set.status == 2)
    #expect(
      set.errors == "error: --set: no side is an experiment; expected reports are compared as they are\n")
    #expect(
      try program.run("compare", "a.json@tokens=2", "a.json").errors
        == "error: a.json@tokens=2: a report is what it is; expected values to set only behind an experiment or a baseline\n"
    )
  }

  /// pim-gpt has gross figures only.
  @Test func accountingAndAllRows() throws {
    let program = try Program()
    let sides = ["compare", "gpt2-small", "gpt2-small@system.timing.tRP=14ns", "--tokens", "1"]
    let gross = try program.run(sides + ["--accounting", "gross", "--all"])
    #expect(gross.status == 0 && gross.output.contains("  B needs 1."))
    #expect(gross.output.contains("  PREA to ACT ACT16 REFab ") && !gross.output.contains("With --all"))
    let net = try program.run(sides + ["--accounting", "net", "--tolerance", "energy=100%"])
    #expect(net.status == 1 && !net.output.contains("  B needs "))
    #expect(net.output.contains("  Energies of A and B cannot be compared: A has no net figures: "))
    #expect(net.output.contains("  With --all: "))
    #expect(net.errors.hasPrefix("broken: energy=100%: energies of A and B cannot be compared: A has no net"))
    let unknown = try program.run(sides + ["--accounting", "both"])
    #expect(unknown.status == 2 && unknown.output.isEmpty)
  }

  @Test func regressSetsTheStatus() throws {
    let program = try Program([
      "s.yaml": "{name: s, results: r.json, cases: [{name: a, experiment: gpt2-small, positions: [0]}]}"
    ])
    let nothing = try program.run("regress", "s.yaml")
    #expect(
      nothing
        == .init(
          status: 2, output: "",
          errors:
            "error: suite s: nothing is stored in r.json; expected results: --bless stores them there, --results FILE names another place\n"
        ))
    #expect(try program.run("regress", "s.yaml", "--bless").status == 0)
    let clean = try program.run("regress", "s.yaml")
    #expect(clean == .init(status: 0, output: "suite s: 1 of 1 cases as stored in r.json\n", errors: ""))
    let moved = try program.run("regress", "s.yaml", "--set", "system.timing.tRP=14ns")
    #expect(moved.status == 1 && moved.output.contains("  MOVED  "))
    #expect(
      try program.run("regress", "none.yaml").errors
        == "error: cannot read none.yaml: No such file or directory\n")
    #expect(try program.run("regress", "s.yaml", "--bless", "--set", "tokens=2").status == 2)
    let files = try program.script(
      """
      "$1" regress s.yaml --quiet --junit j.xml --set system.timing.tRP=14ns; a=$?
      "$1" regress - <s.yaml -o out.txt; b=$?
      "$1" regress s.yaml --junit - | head -n 1
      mv r.json elsewhere.json; "$1" regress s.yaml -q --results elsewhere.json; echo $a $b $?
      """)
    #expect(
      files == .init(status: 0, output: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n1 0 0\n", errors: ""))
    #expect(program.read("out.txt") == clean.output)
    #expect(program.read("j.xml")?.contains(" tests=\"1\" failures=\"1\" errors=\"0\">") == true)
    let unwritable = try program.run("regress", "s.yaml", "--bless", "--results", "s.yaml/r.json")
    #expect(unwritable.status == 2)
    #expect(
      unwritable.errors
        == "error: cannot write s.yaml/r.json: Not a directory: the suite s keeps its results there; expected a place that can be written: --results FILE, here and with each later run\n"
    )
  }

  /// A suite is found by its name from any folder, with its results; a misspelt one is not.
  @Test func suitesArePresets() throws {
    let program = try Program([
      "c/suites/mine.yaml":
        "{name: mine, results: ../stored/mine.json, cases: [{name: a, experiment: gpt2-small, positions: [0]}]}"
    ])
    let outcome = try program.script(
      """
      mkdir -p away && cp -r "\(Program.root)/configs/experiments" "\(Program.root)/configs/models" \
        "\(Program.root)/configs/systems" "\(Program.root)/configs/mappings" c
      export PIMGPT_CONFIGS="$PWD/c"
      cd away && "$1" regress mine --bless && "$1" regress mine && "$1" config check mine
      """)
    let stored = "\(program.folder)/c/stored/mine.json"
    #expect(
      outcome.output
        == "suite mine: nothing stored in \(stored)\nstored in \(stored)\nsuite mine: 1 of 1 cases as stored in \(stored)\nmine: ok\n",
      "\(outcome.errors)")
    let misspelt = try program.run("regress", "defualt")
    #expect(misspelt.status == 2)
    #expect(
      misspelt.errors
        == "error: no preset \"defualt\" (looked in \(Program.root)/configs/suites); expected a path or one of default; did you mean \"default\"?\n"
    )
  }

  /// A paper that cannot be read is an error before anything is run, and leaves no folder.
  @Test func aPaperThatIsNotThere() throws {
    let program = try Program(["claims.yaml": "name: p\ntitel: q\n"])
    let missing = try program.run("paper", "--claims", "claim")
    #expect(missing.status == 2)
    #expect(
      missing.errors
        == "error: no preset \"claim\" (looked in \(Program.root)/configs/paper); expected a path or one of claims; did you mean \"claims\"?\n"
    )
    // The paper's claims are found from any folder.
    let found = try program.run("paper", "--models", "none")
    #expect(
      found.errors.hasPrefix("error: --models none: no model of the document; expected one of gpt2-small, "))
    let wrong = try program.run("paper", "--claims", "claims.yaml", "-o", "out")
    #expect(wrong.status == 2)
    #expect(
      wrong.errors
        == "error: claims.yaml:1:1: title: missing key, found the similar key \"titel\" on line 2; expected text\n"
    )
    #expect(try program.run("paper", "--jobs", "0").status == 2)
    #expect(program.read("out/index.html") == nil)
  }
}
