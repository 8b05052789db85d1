import PIMExecution
import PIMHardware
import PIMMapping
import PIMNumerics
import PIMWorkload
import Testing

/// Checkpoints of decoder families with the logits that PyTorch computes from them
/// (Fixtures/families/README.md).
@Suite struct FamilyTests {
  static let folder = Project.folder + "/Tests/ExecutionTests/Fixtures/families"
  static let names = [
    "bloom", "falcon", "gemma", "gpt2-relu", "gpt2-untied-gelu", "gpt_bigcode", "gpt_neo", "gpt_neox",
    "gpt_neox-dynamic", "gpt_neox-serial", "gptj", "llama", "llama-tied-linear-rope", "llama3-rope",
    "mistral", "opt", "phi", "phi3", "qwen2", "qwen3", "stablelm", "starcoder2",
  ]

  /// Reference B is within 2e-4 of the largest logit of PyTorch's logits at every position. Both compute in
  /// binary32 in different orders; two versions of PyTorch differ by up to 1e-4.
  @Test(arguments: names) func floatReferenceEqualsPyTorch(name: String) throws {
    let folder = Self.folder + "/" + name
    try Self.compare(
      try Checkpoint(folder: folder), with: SafeTensors(path: folder + "/reference.safetensors"))
  }

  @Test func floatReferenceOfTheTrainedLlamaEqualsPyTorch() throws {
    try Self.compare(
      try Checkpoint(folder: Project.kjvLlama),
      with: SafeTensors(path: Project.kjvLlama + "/reference.safetensors"))
  }

  private static func compare(_ checkpoint: Checkpoint, with file: SafeTensors) throws {
    let tokens = try file.integers("input_ids").map { Int($0) }
    let expected = try file.floats("logits")
    let largest = expected.reduce(0) { max($0, abs($1)) }
    var reference = try FloatReference(model: checkpoint.model, weights: checkpoint)
    var difference: Float = 0
    for (position, token) in tokens.enumerated() {
      for (k, logit) in reference.step(.token(token), position: position).enumerated() {
        difference = max(difference, abs(logit - expected[position * checkpoint.model.vocabulary + k]))
      }
    }
    print("\(checkpoint.model.name): \(difference) of \(largest)")
    #expect(difference <= 2e-4 * largest)
  }

  /// Execution equals Reference A in every bit, on machines with and without MAC units, under both mappings.
  @Test(arguments: names, ["pim-gpt", "aim-gddr6", "hbm-pim", "gddr6"])
  func executionEqualsReference(name: String, system: String) throws {
    let checkpoint = try Checkpoint(folder: Self.folder + "/" + name)
    let tokens = try SafeTensors(path: Self.folder + "/" + name + "/reference.safetensors")
      .integers("input_ids").map { Int($0) }
    try Self.verify(checkpoint, tokens: Array(tokens.prefix(isDebug ? 3 : 64)), on: system)
  }

  @Test(arguments: ["pim-gpt", "aim-gddr6", "hbm-pim", "gddr6"])
  func executionOfTheTrainedLlamaEqualsReference(system: String) throws {
    let checkpoint = try Checkpoint(folder: Project.kjvLlama)
    let tokens = try SafeTensors(path: Project.kjvLlama + "/reference.safetensors")
      .integers("input_ids").map { Int($0) }
    try Self.verify(checkpoint, tokens: Array(tokens.prefix(isDebug ? 3 : 256)), on: system)
  }

  private static func verify(_ checkpoint: Checkpoint, tokens: [Int], on name: String) throws {
    let system = try Project.system(name)
    let run = try RunDescription(tokens: tokens.count, lmHead: true, embedding: true)
    for mapping in ["paper", "best"] {
      var policy = try Project.policy(mapping)
      // A machine whose read of an accumulator does not clear it, or without the command of a mapping.
      if !system.hasMACUnits { policy.rowOpening = .onDemand }
      let compiled = try CompiledModel(checkpoint.model, on: system, policy: policy, run: run)
      var verifier = try Verifier(compiled, on: system, weights: checkpoint)
      let result = verifier.verify(tokens: tokens)
      #expect(result.failure == nil, "\(mapping): \(result.failure.map { "\($0)" } ?? "")")
      #expect(result.positions == tokens.count && result.choices.count == tokens.count)
    }
  }

  /// Greedy text of Reference B is PyTorch's throughout; the machine's is up to the first choice whose margin
  /// is less than its logits differ from binary32.
  @Test func greedyTextOfTheTrainedLlama() throws {
    let file = try SafeTensors(path: Project.kjvLlama + "/reference.safetensors")
    let expected = try file.integers("greedy_ids").map { Int($0) }
    let margins = try file.floats("greedy_margins")
    let prompt = Array("In the beginning ".utf8).map { Int($0) }
    let checkpoint = try Checkpoint(folder: Project.kjvLlama)
    var float = try FloatReference(model: checkpoint.model, weights: checkpoint)
    var hardware = try HardwareReference(
      model: checkpoint.model, context: expected.count, weights: checkpoint,
      arithmetic: HardwareArithmetic(Project.system(), policy: MappingPolicy()))
    var tokens = prompt
    var hardwareAgrees = 0
    var largest: Float = 0
    for position in 0..<expected.count - 1 {
      let logits = float.step(.token(tokens[position]), position: position)
      let own = hardware.step(.token(tokens[position]), position: position).map { Float($0) }
      guard position + 1 >= prompt.count else { continue }
      tokens.append(indexOfGreatest(logits))
      largest = zip(logits, own).reduce(largest) { max($0, abs($1.0 - $1.1)) }
      if hardwareAgrees == position + 1 - prompt.count, indexOfGreatest(own) == expected[position + 1] {
        hardwareAgrees += 1
      }
    }
    #expect(tokens == expected)
    // Two logits may each be off by the largest difference.
    let certain = margins.prefix { $0 > 2 * largest }.count
    print("largest difference \(largest), \(certain) certain choices, the machine agrees with \(hardwareAgrees)")
    #expect(hardwareAgrees >= certain)
  }
}
