import Testing

/// The driver of `make fuzz`, for a fixed number of cases: what the program once failed, and a few hundred
/// mutated inputs.
@Suite struct FuzzTests {
  @Test func theProgramEndsWellOnWhateverItIsGiven() throws {
    let program = try Program()
    let outcome = try program.script(
      "exec \"$(dirname \"$1\")/pimgpt-fuzz\" --runs 200 --seed 20 --limit 60 --findings \"$PWD/findings\"")
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    #expect(outcome.output.hasSuffix("200 runs of seed 20, 0 findings\n"))
    #expect(program.names.isEmpty)
  }

  /// What is mutated is right before, or fuzzing would end at its first line.
  @Test(arguments: [
    ["config", "check", "experiment/tiny.yaml"], ["config", "check", "experiment/tiny-overlapped.yaml"],
    ["config", "check", "experiment/tiny-gddr6.yaml"], ["config", "check", "experiment/tiny-aim.yaml"],
    ["config", "check", "study/baseline.yaml"], ["report", "report/tiny.json"],
    ["verify", "experiment/tiny.yaml", "--tokens", "1", "--checkpoint", "checkpoint"],
  ])
  func seedsAreAccepted(arguments: [String]) throws {
    let program = try Program()
    let outcome = try program.script(
      "cd '\(Program.root)/Tests/Fuzz/corpus' && exec \"$1\" \(arguments.joined(separator: " "))")
    #expect(outcome.status == 0, "\(outcome.errors)")
  }

  /// A program that falls over, one that says nothing, one that does not end: the driver tells them.
  @Test(arguments: [
    ("kill -SEGV $$", "ended by signal 11"), ("exit 3", "exit status 3"),
    ("exit 2", "refused without a message"),
    ("echo 'Fatal error: x' >&2; exit 2", "message with \"Fatal error\""), ("exec sleep 60", "no end after"),
    ("touch .a.partial; echo a", "left .a.partial"),
    ("printf 'error: \\033[2J' >&2; exit 2", "control characters in a message"),
  ])
  func aProgramThatEndsBadlyIsFound(script: String, fault: String) throws {
    let limit = script.contains("sleep") ? 1 : 60
    let program = try Program(["bad": "#!/bin/sh\n\(script)\n"])
    let outcome = try program.script(
      "chmod +x bad && exec \"$(dirname \"$1\")/pimgpt-fuzz\" --only 100 --limit \(limit) --program \"$PWD/bad\" --findings f"
    )
    #expect(outcome.status == 1)
    #expect(outcome.output.contains(fault), "\(outcome.output)")
    #expect(program.names == ["bad", "f"])
  }
}
