import PIMHardware
import PIMInstructions
import PIMMapping
import PIMWorkload
import Testing

@Suite struct MappingErrorTests {
  func failure(
    on system: System, policy: MappingPolicy = MappingPolicy(), run: RunDescription? = nil
  ) throws -> String? {
    let run = try run ?? RunDescription(tokens: 1024)
    let error = #expect(throws: MappingError.self) {
      try CompiledModel(ModelProgramTests.gpt2Small(), on: system, policy: policy, run: run)
    }
    return error?.description
  }

  @Test func tooFewRows() throws {
    // A layer: parameters 1 row; c_attn 18 slots of 48 columns, 14 rows; keys 8 slots of 48 and values 6 of
    // 64, 6 rows each; c_proj 6 of 48, 5 rows; c_fc 24 of 48 and c_proj 3 · 6 of 64, 18 rows each: 68 rows.
    // 12 layers: 816.
    #expect(
      try failure(on: makeSystem(rows: 800))
        == "the model needs 816 rows a bank and the system has 800: 16 rows (32768 bytes a bank) are missing; "
        + "the largest tensors are mlp.c_fc.weight 12 × 18 rows, mlp.c_proj.weight 12 × 18 rows, "
        + "attn.c_attn.weight 12 × 14 rows; expected more system.organisation.rows or channels")
    let exact = try CompiledModel(
      ModelProgramTests.gpt2Small(), on: makeSystem(rows: 816), policy: MappingPolicy(),
      run: RunDescription(tokens: 1024))
    #expect(exact.memory.rows == 816)
  }

  @Test func tooLittleSRAM() throws {
    // Parameters are 13 · 768 elements, loaded as 8,192 + 8 · 224 rounded up to columns = 9,984: 19,968
    // bytes.
    #expect(
      try failure(on: makeSystem(sramBytes: 40_000))
        == "scores (24576 bytes) does not fit the ASIC's SRAM of 40000 bytes; live with it: hidden (1536 bytes), "
        + "parameters 0 (19968 bytes), qkv (4608 bytes); expected a larger system.asic.sram")
  }

  /// What fits the DRAM runs in the paper's SRAM, however long the context.
  @Test(arguments: [1024, 8192, 40_000])
  func longContextsFitTheSRAM(positions: Int) throws {
    let model = try makeModel(layers: 24, width: 2048, heads: 16, contextLimit: 2048)
    let run = try RunDescription(tokens: positions, lmHead: true, embedding: true, extendContext: true)
    let compiled = try CompiledModel(
      model, on: makeSystem(rows: 65536), policy: MappingPolicy(), run: run)
    #expect(compiled.sram.peakBytes <= 131_072)
    var program = ModelProgram(compiled, positions: positions - 1..<positions)
    var groups = 0
    while let block = program.next() {
      groups += block.label.kind == .scores && block.label.layer == 0 ? 1 : 0
    }
    // 16,384 scores at a time: 16 heads of 1,024; 2 heads of 8,192; 40,000 tokens of one head in 3 tiles.
    #expect(groups == [1024: 1, 8192: 8, 40_000: 48][positions])
  }

  @Test func tooSmallBuffers() throws {
    // Three chunks of one output in each of 8 · 16 banks.
    #expect(
      try failure(on: makeSystem(), policy: MappingPolicy(partialBufferBytes: 700))
        == "mapping.partialBuffer of 700 bytes is too small: one output in each bank in 3 chunks of mlp.c_proj takes 768 bytes; expected at least that, within system.asic.sram"
    )
    #expect(
      try failure(on: makeSystem(), policy: MappingPolicy(scoreBufferBytes: 30))
        == "mapping.scoreBuffer of 30 bytes is too small: the scores of one head for 16 tokens takes 32 bytes; expected at least that, within system.asic.sram")
  }

  @Test func missingCommands() throws {
    #expect(
      try failure(on: makeSystem(without: [.WRA16]))
        == "valueWrite: allBanks needs the command WRA16, which the system does not have; use valueWrite: masked"
    )
    #expect(
      try failure(on: makeSystem(without: [.WRMAC16]), policy: MappingPolicy(bias: .preset))
        == "bias: preset needs the command WRMAC16, which the system does not have; use bias: asic")
    #expect(
      try failure(on: makeSystem(without: [.ACT16]), policy: MappingPolicy(rowOpening: .ahead))
        == "rowOpening: ahead needs the command ACT16, which the system does not have; use rowOpening: onDemand")
    #expect(
      try failure(on: makeSystem(readClears: false, without: [.WRMAC16]))?.contains("readClears") == true)
  }

  /// A model that is mapped needs no command that the system lacks, whatever the policy.
  @Test(arguments: Command.allCases) func programsKeepToTheCommands(missing: Command) throws {
    var compiledSome = false
    for seed in 0..<20 as Range<UInt64> {
      var random = try RandomCase(seed: seed)
      random.system.supported[Int(missing.rawValue)] = false
      guard let compiled = try? random.compile() else { continue }
      compiledSome = true
      var program = ModelProgram(compiled)
      while let block = program.next() {
        #expect(!block.template.instructions.contains { $0.opcode.command == missing }, "seed \(seed)")
      }
    }
    #expect(compiledSome != [.WRGB, .MAC16, .RDMAC16, .RD, .WR].contains(missing))
  }
}
