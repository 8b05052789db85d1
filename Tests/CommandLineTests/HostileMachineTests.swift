import Glibc
import PIMGPT
import Testing

/// Commands where the machine gives no threads, no memory, no place to write, and no time.
@Suite struct HostileMachineTests {
  private static let sweep = """
    experiment: gpt2-small
    set: {tokens: 1}
    axes: {system.timing.tRP: [8 ns, 12 ns], system.timing.tRCDRD: [10 ns, 14 ns]}
    """
  private static let suite =
    "{name: s, results: ./r.json, cases: [{name: a, experiment: kjv, positions: [0, 1]}]}"

  // MARK: Threads

  /// What a command is started with so that a limit of processes holds for it, which it does not for root;
  /// nil where there is no such user.
  private static let ordinaryUser: String? = {
    if geteuid() != 0 { return "" }
    let user = "setpriv --reuid=65534 --regid=65534 --clear-groups"
    let works = try? Program().script("\(user) prlimit --nproc=1 \"$1\" --version")
    return works?.status == 0 ? user : nil
  }()

  /// The same bytes as with threads, for every command that uses them.
  @Test(
    .enabled(if: ordinaryUser != nil, "an ordinary user who may run the program is needed"),
    arguments: [
      "verify kjv --tokens 1", "generate kjv --prompt a --tokens 3", "accuracy kjv --tokens 12",
      "sweep s.yaml -o o --quiet && cat o/sweep.csv", "regress s.yaml.suite",
      "compare gpt2-small gpt2-small@mapping.schedule=overlapped --tokens 1",
    ])
  func withoutThreads(command: String) throws {
    let user = try #require(Self.ordinaryUser)
    func run(_ prefix: String) throws -> Program.Outcome {
      let program = try Program(["s.yaml": Self.sweep, "s.yaml.suite": Self.suite])
      return try program.script(
        """
        chmod 777 . && "$1" regress s.yaml.suite --bless >.bless 2>&1 && chmod 666 r.json && rm .bless
        \(prefix) "$1" \(command)
        """)
    }
    let (without, with) = (try run(user + " prlimit --nproc=1"), try run(""))
    #expect(with.status == 0, "\(with.errors)")
    #expect(without.status == with.status && without.output == with.output, "\(without.errors)")
  }

  // MARK: Memory

  /// Under any limit a command does its work or says that there is no memory. No signal ends it, and nothing
  /// is left of its output.
  @Test(arguments: [
    ("simulate gpt2-small --tokens 1 --quiet", true), ("verify kjv --tokens 1", false),
    ("accuracy kjv --tokens 4", false),
  ])
  func withoutMemory(command: String, hasOutput: Bool) throws {
    let program = try Program()
    // Kibibytes of address space, from less than the program itself takes.
    let outcome = try program.script(
      """
      for limit in $(seq 20000 5000 120000) 200000 400000; do
        (ulimit -v $limit; exec "$1" \(command) \(hasOutput ? "-o new/r.json" : "") >/dev/null 2>.errors)
        status=$?
        test -e new && test $status != 0 && echo "a folder is left"
        case $status in
        0) echo done ;;
        2) if grep -q 'no memory\\|cannot be mapped: Cannot allocate memory\\|failed to map segment' .errors
           then echo refused; else cat .errors; fi ;;
        127) grep -q 'error while loading shared libraries' .errors && echo "not loaded" || echo 127 ;;
        139) test $limit -lt 60000 && ! test -s .errors && echo "not loaded" || echo 139 ;;
        *) echo "status $status"; cat .errors ;;
        esac
        rm -rf new .errors
      done | sort -u
      """)
    let kinds = Set(outcome.output.split(separator: "\n").map(String.init))
    #expect(kinds.contains("refused"), "\(outcome.output)")
    #expect(kinds.isSubset(of: ["done", "refused", "not loaded"]), "\(outcome.output)")
  }

  // MARK: Outputs

  /// A place that cannot be written is found before the work: nothing is printed, and the work would take
  /// hours.
  @Test(arguments: [
    ["simulate", "long.yaml", "-o", "f"], ["simulate", "long.yaml", "--command-trace", "f"],
    ["simulate", "long.yaml", "--perfetto", "f"], ["simulate", "long.yaml", "--verify", "1000", "-o", "f"],
    ["compile", "long.yaml", "-o", "f"], ["compare", "long.yaml", "long.yaml", "-o", "f"],
    ["baseline", "cpu", "long.yaml", "-o", "f"], ["regress", "long.suite", "--bless"],
    ["sweep", "long.sweep", "-o", "g"], ["paper", "-o", "g"],
  ])
  func outputsAreOpenedBeforeTheWork(arguments: [String]) throws {
    let program = try Program([
      "long.yaml": "extends: gpt3-xl\n",
      "long.suite": "{name: s, results: f, cases: [{name: a, experiment: gpt3-xl, execute: 1000}]}",
      "long.sweep": "experiment: gpt3-xl\naxes: {system.timing.tRP: [8 ns, 9 ns, 10 ns, 11 ns]}\n",
    ])
    #expect(
      try program.script("mkdir -p f g/index.html g/sweep.csv && cp -r \"\(Program.root)/configs\" .").status
        == 0)
    let before = program.names
    let outcome = try program.run(arguments)
    #expect(outcome.status == 2 && outcome.output.isEmpty)
    #expect(
      outcome.errors.hasPrefix("error: cannot write ") && outcome.errors.contains(": Is a directory"),
      "\(outcome.errors)")
    #expect(program.names == before)
    #expect(try program.script("ls -A f g").output == "f:\n\ng:\nindex.html\nsweep.csv\n")
  }

  /// Folders on the way to an output are made, and what comes to nothing leaves none.
  @Test func foldersAreMade() throws {
    let program = try Program(["one.yaml": "extends: gpt2-small\ntokens: 1\n"])
    let made = try program.script(
      """
      "$1" simulate one.yaml --quiet -o a/b/r.json --command-trace a/c/t.csv && "$1" compile one.yaml -o d/c.trace &&
      "$1" report a/b/r.json --format csv -o e/r.csv && ls a/b a/c d e
      """)
    #expect(made.status == 0, "\(made.errors)")
    #expect(made.output == "a/b:\nr.json\n\na/c:\nt.csv\n\nd:\nc.trace\n\ne:\nr.csv\n")
    let failed = try program.run(
      "simulate", "one.yaml", "--quiet", "--set", "system.organisation.rows=64", "-o", "x/y/r.json")
    #expect(failed.status == 2 && failed.errors.contains("the model needs"), "\(failed.errors)")
    #expect(program.names == ["a", "d", "e", "one.yaml"])
  }

  /// A command that a signal ends leaves neither file nor folder, and its status is the signal's.
  @Test(arguments: [("INT", 130), ("TERM", 143), ("HUP", 129)])
  func aSignalLeavesNothing(signal: String, status: Int32) throws {
    let program = try Program(["long.yaml": "extends: gpt3-xl\n"])
    // A shell lets its background jobs ignore interrupts; env takes that back.
    let outcome = try program.script(
      """
      env --default-signal "$1" simulate long.yaml --engine stepped --quiet -o new/deep/r.json --command-trace t/c.csv 2>said & p=$!
      while kill -0 $p 2>/dev/null && ! test -d t; do :; done
      kill -\(signal) $p; wait $p 2>/dev/null; status=$?
      cat said; rm said; exit $status
      """)
    #expect(outcome.status == status, "\(outcome.errors)")
    // The shell has its own words on standard error.
    #expect(outcome.output.isEmpty)
    #expect(program.names == ["long.yaml"])
  }

  // MARK: Progress

  /// What takes long says so on a terminal. These would take minutes, and `baseline` seconds; they are ended
  /// when they have said it. The unit is the one of the stage that takes long.
  @Test(
    .enabled(if: access("/usr/bin/script", X_OK) == 0, "script(1) makes the terminal"),
    arguments: [
      ("accuracy --sweep", "predictions"), ("simulate gpt3-xl --engine stepped", "tokens"),
      ("verify gpt2-small", "positions"), ("paper -o o", "points"), ("sweep long.sweep -o o", "points"),
      ("compare long.yaml gpt3-xl", "tokens"), ("regress long.suite --bless", "positions"),
      ("compile long.yaml -o /dev/null", "tokens"), ("baseline cpu gpt3-xl -o o", "tensors"),
    ])
  func progressOnATerminal(command: String, unit: String) throws {
    let program = try Program([
      "long.yaml": """
        extends: gpt3-xl
        model: {extends: gpt3-xl, layers: 96}
        system: {extends: gddr6, organisation: {rows: 1048576}}
        tokens: 65536
        extendContext: true

        """,
      "long.sweep": "experiment: gpt3-xl\naxes: {system: [gddr6, pim-gpt]}\n",
      "long.suite":
        "{name: s, results: ./r.json, cases: [{name: a, experiment: {extends: long.yaml}}]}",
    ])
    let outcome = try program.script(
      """
      cp -r "\(Program.root)/configs" .
      ln -s "$1" program
      (echo $$ > pid; exec script -qfc "exec ./program \(command)" terminal >/dev/null 2>&1 </dev/null) & p=$!
      while kill -0 $p 2>/dev/null && ! grep -qa '[0-9] \(unit)' terminal 2>/dev/null; do sleep 0.1; done
      kill -TERM $p 2>/dev/null; wait $p
      grep -qa '[0-9] \(unit)' terminal
      """)
    #expect(outcome.status == 0, "\(program.read("terminal") ?? "nothing") \(outcome.errors)")
  }
}
