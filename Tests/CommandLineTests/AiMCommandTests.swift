import PIMGPT
import Testing

/// Traces of AiM as a user compiles and replays them.
@Suite struct AiMCommandTests {
  /// What is left out is said on standard error, before the trace is there, and again in its head; the trace
  /// can be replayed.
  @Test func compiledForAiM() throws {
    let program = try Program(["tiny.yaml": CommandLineTests.tiny])
    let arguments = ["compile", "tiny.yaml", "--system", "aim-gddr6", "--format", "aim", "-o"]
    let outcome = try program.run(arguments + ["a.trace"])
    #expect(outcome.status == 0 && outcome.output == "")
    let notes = outcome.errors.split(separator: "\n").map { $0.dropFirst("note: ".count) }
    #expect(
      notes == [
        "left out, since AiM has no instructions for them: layerNorm, qkvSum, softmax, projectionSum, gelu, ffnDownSum",
        "instructions left out: LAYERNORM, SUM, SCALE, GELU, SOFTMAX; what follows those of the ASIC waits at a SYNC",
        "written: parameters, qkv, keyValueWrite, scores, context, projection, ffnUp, ffnDown; "
          + "without columns, lanes and places in the global buffer, which AiM traces do not have",
      ])
    let trace = try #require(program.read("a.trace"))
    let head = trace.split(separator: "\n").prefix { $0.hasPrefix("# ") }
    #expect(head.count == 6 && head.suffix(3).map { $0.dropFirst(2) } == notes)
    #expect(trace.hasSuffix("\nAiM EOC\n"))
    #expect(try program.run(arguments + ["-"]).output == trace)
    let replayed = try program.run("replay", "a.trace", "--system", "aim-gddr6")
    #expect(replayed.status == 0 && replayed.errors == "" && replayed.output.contains("an AiM trace\n"))
  }

  /// A system without AiM's masks is refused at once, and nothing is left behind.
  @Test func notForOtherSystems() throws {
    let program = try Program(["tiny.yaml": CommandLineTests.tiny])
    let outcome = try program.run("compile", "tiny.yaml", "--format", "aim", "-o", "a.trace")
    #expect(outcome.status == 2 && outcome.output == "")
    #expect(
      outcome.errors
        == "error: no AiM trace for the system pim-gpt: its file does not say in 'trace' how channel masks are written\n"
    )
    #expect(program.read("a.trace") == nil)
  }

  /// One note a file however many lines are like this, and none where nobody reads it.
  @Test func longProductsAreNotedOnce() throws {
    let lines = Array(repeating: "AiM ISR_EWMUL 200 0x80000000 3", count: 5) + ["AiM ISR_EOC"]
    let program = try Program(["a.trace": lines.map { $0 + "\n" }.joined()])
    let arguments = ["replay", "a.trace", "--system", "aim-gddr6"]
    let outcome = try program.run(arguments)
    #expect(outcome.status == 0)
    #expect(
      outcome.errors
        == "note: a.trace:1: EWMUL of 200 columns runs on from the first of the 64 columns of row 3, as in the AiM simulator (5 lines are like this)\n"
    )
    #expect(try program.run(arguments + ["--quiet"]).errors == "")
  }

  /// Values through the program: a register goes to a bank and comes back doubled by EWADD.
  @Test func valuesOfAiMTraces() throws {
    let program = try Program([
      "a.trace": "AiM WR_SBK 0 0x80000000 4 7\nAiM RD_SBK 1 0x80000000 4 7\nAiM EWADD 1 1 1\nAiM EOC\n"
    ])
    let header = #"{"sram.0":{"dtype":"BF16","shape":[16],"data_offsets":[0,32]}}"#
    let size = header.utf8.count
    // Sixteen times 1.5, which is 3FC0.
    let bytes =
      (0..<8).map { UInt8(truncatingIfNeeded: size >> (8 * $0)) } + Array(header.utf8)
      + (0..<16).flatMap { _ in [0xC0, 0x3F] as [UInt8] }
    let file = try OutputFile(path: "\(program.folder)/a.safetensors")
    try file.write(bytes)
    try file.commit()
    let outcome = try program.run(
      "replay", "a.trace", "--system", "aim-gddr6", "--execute", "--results", "r.safetensors")
    #expect(outcome.status == 0 && outcome.errors == "", "\(outcome.errors)")
    #expect(outcome.output.hasPrefix("a.trace executed on a.safetensors: 1 block\n"))
    // Three is 4040.
    let shown = try program.script("tail -c 32 r.safetensors | od -An -v -tx1 | tr -d ' \\n'")
    #expect(shown.output == String(repeating: "4040", count: 16))
  }
}
