import PIMGPT
import Testing

/// `verify --reference`: the logits of another program, as a user compares them.
@Suite struct ReferenceCommandTests {
  private static let llama = Program.root + "/Tests/ExecutionTests/Fixtures/families/llama"
  private static let vocabulary = 101

  private static func verify(_ program: Program, _ file: String, _ rest: String...) throws -> Program.Outcome
  {
    try program.run(["verify", "--model", llama, "--reference", file] + rest)
  }

  /// A checkpoint in two files and their index, every other tensor in each, is the checkpoint in one.
  @Test func shardsAreTheWholeCheckpoint() throws {
    let program = try Program(["parts/config.json": try #require(Program.text(of: Self.llama + "/config.json"))])
    let whole = try SafeTensors(path: Self.llama + "/model.safetensors")
    let bytes = try FilePath.read(whole.path, atMost: 1 << 24)
    let start = bytes.count - whole.entries.map(\.bytes.upperBound).max()!
    var (writers, map) = ([SafeTensorsWriter(), SafeTensorsWriter()], [String]())
    for (index, entry) in whole.entries.enumerated() {
      let own = start + entry.bytes.lowerBound..<start + entry.bytes.upperBound
      writers[index % 2].add(
        entry.name, type: try #require(entry.elementType), shape: entry.shape, bytes: Array(bytes[own]))
      map.append("\"\(entry.name)\": \"part-\(index % 2).safetensors\"")
    }
    for index in 0..<2 { try writers[index].write(to: "\(program.folder)/parts/part-\(index).safetensors") }
    try OutputFile.write(
      "{\"weight_map\": {\(map.joined(separator: ", "))}}",
      to: program.folder + "/parts/model.safetensors.index.json")
    let file = Self.llama + "/reference.safetensors"
    let parts = try program.run("verify", "--model", "parts", "--reference", file)
    #expect(parts.status == 0, "\(parts.errors)")
    let one = try Self.verify(program, file).output.split(separator: "\n").dropFirst(2)
    #expect(parts.output.split(separator: "\n").dropFirst(2) == one && !one.isEmpty)
  }

  /// PyTorch's logits are those of Reference B, within 2e-4; none of them to the last bit.
  @Test func logitsOfPyTorch() throws {
    let program = try Program()
    let file = Self.llama + "/reference.safetensors"
    let outcome = try Self.verify(program, file)
    #expect(outcome.status == 0, "\(outcome)")
    #expect(outcome.output.contains("; tokens of \(file)\n"))
    #expect(outcome.output.contains(" 64  executed instruction by instruction\n"))
    #expect(outcome.output.contains("\nAgainst \(file), in parts of its largest logit, "))
    #expect(outcome.output.contains(" 64  greedy choices of 64 equal\n"))
    #expect(outcome.output.contains(" tolerance: within\n"))
    #expect(outcome.output.contains("\nThe worst 5 positions of Reference B\n"))
    let all = try Self.verify(program, file, "-v").output
    #expect(all.contains("\nAll positions\n"))

    let exceeded = try Self.verify(program, file, "--tolerance", "1e-9")
    #expect(exceeded.status == 1)
    #expect(
      exceeded.output.contains(": verified, but Reference B is over the tolerance first at position "))
    #expect(exceeded.output.contains(" 1.0e-09  tolerance: BROKEN first at position "))
  }

  @Test func everyPositionIsInTheJSON() throws {
    let program = try Program()
    let outcome = try Self.verify(program, Self.llama + "/reference.safetensors", "--format", "json")
    #expect(outcome.status == 0)
    let json = try Document.parse(bytes: Array(outcome.output.utf8), name: "output")
    let file = try #require(json["against_file"])
    #expect(file["positions"]?.scalar?.text == "64" && file["within_tolerance"]?.scalar?.text == "true")
    #expect(file["first_position_over_tolerance"] == nil)
    #expect(file["binary32"]?["equal_choices"]?.scalar?.text == "64")
    #expect(outcome.output.split(separator: "\n").count { $0.contains("\"machine_difference\"") } == 64)
  }

  /// A file of I64 tokens and logits of 0 but for one: the right shape, and other numbers than the model's.
  @Test func otherLogitsAreOverTheTolerance() throws {
    let program = try Program()
    var writer = SafeTensorsWriter()
    writer.add("input_ids", type: .I64, shape: [2], bytes: [5] + [UInt8](repeating: 0, count: 15))
    writer.add(
      "logits", shape: [2, Self.vocabulary],
      floats: (0..<2 * Self.vocabulary).map { $0 == Self.vocabulary + 7 ? 1 : 0 })
    try writer.write(to: program.folder + "/a.safetensors")
    let outcome = try Self.verify(program, "a.safetensors")
    #expect(outcome.status == 1)
    #expect(outcome.output.contains(" 2  executed instruction by instruction\n"))
    #expect(outcome.output.contains("BROKEN first at position 0\n"))
  }

  /// Logits may be stored as bfloat16; those of 0 and of a power of two are exact.
  @Test func logitsOfOtherTypes() throws {
    let program = try Program()
    var writer = SafeTensorsWriter()
    writer.add("input_ids", shape: [1], integers: [5])
    let one: [UInt8] = [0x80, 0x3F]
    writer.add(
      "logits", type: .BF16, shape: [1, Self.vocabulary],
      bytes: one + [UInt8](repeating: 0, count: 2 * Self.vocabulary - 2))
    try writer.write(to: program.folder + "/a.safetensors")
    let outcome = try Self.verify(program, "a.safetensors", "--tolerance", "1000")
    #expect(outcome.status == 0, "\(outcome)")
    #expect(outcome.output.contains("in parts of its largest logit, 1.000\n"), "\(outcome.output)")
    #expect(try Self.verify(program, "a.safetensors").status == 1)
  }

  /// Every fault of a file names the file and the tensor.
  @Test func faultsOfAFile() throws {
    let program = try Program()
    func file(
      tokens: [Int32] = [1, 2], shape: [Int] = [2, Self.vocabulary], without: String? = nil, logit: Float = 1
    ) throws {
      var writer = SafeTensorsWriter()
      if without != "input_ids" {
        writer.add("input_ids", shape: [tokens.count], integers: tokens)
      }
      if without != "logits" {
        let count = shape.reduce(1, *)
        writer.add("logits", shape: shape, floats: (0..<count).map { $0 == 102 ? logit : 0 })
      }
      try writer.write(to: program.folder + "/a.safetensors")
    }
    func check(_ tensor: String, _ problem: String) throws {
      let outcome = try Self.verify(program, "a.safetensors", "-q")
      #expect(outcome.status == 2 && outcome.output.isEmpty)
      #expect(outcome.errors == "error: a.safetensors: tensor \"\(tensor)\": \(problem)\n")
    }
    try file(without: "input_ids")
    try check("input_ids", "is missing")
    try file(without: "logits")
    try check("logits", "is missing")
    try file(tokens: [1, 101])
    try check("input_ids", "is 101 at position 1; expected 0 to 100, the model's vocabulary")
    try file(tokens: [-1, 2])
    try check("input_ids", "is -1 at position 0; expected 0 to 100, the model's vocabulary")
    try file(tokens: [])
    try check("input_ids", "has shape [0]; expected one extent, the number of tokens")
    try file(tokens: [1, 2, 3])
    try check(
      "logits", "has shape [2, 101]; expected [3, 101]: tokens of input_ids by the model's vocabulary")
    try file(shape: [2, 97])
    try check(
      "logits", "has shape [2, 97]; expected [2, 101]: tokens of input_ids by the model's vocabulary")
    try file(logit: 0)
    try check("logits", "is 0 everywhere")
    try file(logit: .nan)
    try check("logits", "is nan for token 1 at position 1")
    try file(tokens: [Int32](repeating: 1, count: 97))
    try check("input_ids", "has 97 tokens; expected at most 96, the model's context")
  }

  /// What else names the tokens, or leaves the logits out.
  @Test func contradictions() throws {
    let program = try Program()
    let file = Self.llama + "/reference.safetensors"
    for (arguments, message) in [
      (["--text", "a"], "--reference and --text both name the tokens"),
      (["--tokens", "2"], "--reference and --tokens both name the tokens"),
      (["--trace", "a.trace"], "--reference and --trace both name the tokens"),
      (["--tolerance", "-1"], "--tolerance is -1.0; expected a number from 0 on"),
      (["--tolerance", "nan"], "--tolerance is nan; expected a number from 0 on"),
      (["--set", "lmHead=false"], "--reference \(file): the run has no LM head; expected lmHead: true"),
      (
        ["--set", "embedding=false"],
        "--reference \(file): the run has no embedding; expected embedding: true"
      ),
      (
        ["--set", "promptLength=3", "--set", "tokens=62"],
        "--reference \(file): the run computes no logits at the first 2 positions of its prompt; expected promptLength: 1"
      ),
      (
        ["--set", "tokens=63"],
        "\(file): tensor \"input_ids\": has 64 tokens and the run has 63 positions; expected a run as long, by --set tokens=64"
      ),
    ] {
      let outcome = try program.run(["verify", "--model", Self.llama, "--reference", file, "-q"] + arguments)
      #expect(outcome.status == 2 && outcome.output.isEmpty, "\(arguments)")
      #expect(outcome.errors.hasPrefix("error: \(message)\n"), "\(outcome.errors)")
    }
    let random = try program.run("verify", "gpt2-small", "--reference", file, "-q")
    #expect(random.status == 2)
    #expect(
      random.errors
        == "error: --reference \(file): gpt2-small has random weights; expected a model with a checkpoint\n")
    #expect(
      try program.run("verify", "--tolerance", "1").errors.hasPrefix(
        "error: --tolerance goes with --reference\n"))
  }
}
