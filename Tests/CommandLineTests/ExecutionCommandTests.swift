import PIMGPT
import Testing

/// The commands that execute programs on values, as a user runs them.
@Suite struct ExecutionCommandTests {
  @Test func verifyComparesEveryBit() throws {
    let program = try Program()
    let outcome = try program.run("verify", "kjv", "--tokens", "3")
    #expect(outcome.status == 0)
    #expect(outcome.output.hasPrefix("kjv-gpt on pim-gpt, mapping paper: verified\n"))
    #expect(outcome.output.contains("equal to the hardware reference, every bit"))
    #expect(try program.run("verify", "kjv", "--tokens", "3") == outcome)
  }

  /// One column of one instruction is changed: the instruction is named, and no time is reported for the
  /// program.
  @Test func verifyNamesWhatDiffers() throws {
    let program = try Program()
    #expect(try program.run("compile", "kjv", "--tokens", "1", "-o", "one.trace").status == 0)
    #expect(try program.run("verify", "kjv", "--tokens", "1", "--trace", "one.trace").status == 0)
    let text = try #require(program.read("one.trace"))
    // The first product reads 12 columns: 192 elements of 16.
    let first = try #require(text.range(of: "col=0 n=12 "))
    let changed = text.replacingCharacters(first, with: "col=1 n=12 ")
    try OutputFile.write(changed, to: "\(program.folder)/changed.trace")
    let outcome = try program.run("verify", "kjv", "--tokens", "1", "--trace", "changed.trace")
    #expect(outcome.status == 1)
    #expect(outcome.output.contains("NOT verified"))
    #expect(outcome.output.contains("changed.trace:"))
    #expect(!outcome.output.contains("latency"))
  }

  @Test func simulateVerifiesFirst() throws {
    let program = try Program()
    let outcome = try program.run("simulate", "kjv", "--tokens", "2", "--verify", "2")
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("\n  verified   2 positions  executed; "))
    #expect(outcome.output.contains("latency"))
    #expect(
      try program.run("simulate", "kjv", "--tokens", "2").output.contains(
        "Not executed on values: `pimgpt simulate kjv --verify 1` verifies the first position, bit for bit.\n"
      ))
  }

  /// PyTorch's greedy text begins so: the first 20 of `greedy_ids` in the model's reference file.
  @Test func generateIsGreedyAndVerified() throws {
    let outcome = try Program().run("generate", "kjv", "--prompt", "In the beginning ", "--tokens", "20")
    #expect(outcome.status == 0)
    #expect(outcome.output.hasPrefix("In the beginning of the LORD, and th"))
    #expect(outcome.output.contains("verified: "))
    #expect(outcome.output.contains("binary32 chooses the same tokens"))
  }

  /// docs/numerics.md has what the command prints.
  @Test func errorTableIsDocumented() throws {
    let table = try Program().run("accuracy", "--errors").output
    let document = try #require(Program.text(of: Program.root + "/docs/numerics.md"))
    #expect(!table.isEmpty && document.contains(table))
  }

  @Test func errorsAreUsage() throws {
    let program = try Program(["text.txt": "x", "latin.txt": "\u{E9}\u{E9}\u{E9}"])
    let cases: [([String], String)] = [
      (
        ["generate", "kjv", "--prompt", "é"],
        "--prompt: text outside the vocabulary; expected characters with codes below 128"
      ),
      (["verify", "kjv", "--tokens", "0"], "--tokens 0: outside the run; expected 1 to 256"),
      (["verify", "kjv", "--tokens", "257"], "--tokens 257: outside the run; expected 1 to 256"),
      (["simulate", "kjv", "--verify", "0"], "--verify 0: outside the run; expected 1 to 256"),
      (["simulate", "kjv", "--verify", "257"], "--verify 257: outside the run; expected 1 to 256"),
      (["accuracy", "kjv", "--text", "text.txt"], "text.txt: too short; expected at least two tokens"),
      (
        ["accuracy", "kjv", "--text", "latin.txt"],
        "latin.txt: text outside the vocabulary; expected characters with codes below 128"
      ),
      (["accuracy", "kjv", "--text", "none.txt"], "none.txt: No such file or directory"),
    ]
    for (arguments, message) in cases {
      let outcome = try program.run(arguments)
      #expect(outcome.status == 2, "\(arguments)")
      #expect(outcome.errors == "error: \(message)\n", "\(arguments)")
      #expect(outcome.output.isEmpty, "\(arguments)")
    }
  }
}

extension String {
  fileprivate func range(of text: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
      start = index(after: start)
    }
    return nil
  }

  fileprivate func replacingCharacters(_ range: Range<Index>, with text: String) -> String {
    self[..<range.lowerBound] + text + self[range.upperBound...]
  }

  @Test func aTextWithoutEndIsRefused() throws {
    let outcome = try Program().run("accuracy", "kjv", "--text", "/dev/zero")
    #expect(outcome.status == 2 && outcome.output.isEmpty)
    #expect(outcome.errors == "error: /dev/zero: File too large\n")
  }
}
