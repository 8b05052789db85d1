import PIMConfiguration
import PIMWorkload
import Testing

/// The presets of `configs/models` against what is published of them.
@Suite struct ModelPresetTests {
  private static let library = PresetLibrary(roots: [DecodingTests.configs])

  static func model(_ name: String) throws -> ModelDescription {
    let node = try Resolver(library: library, references: [:]).resolve(name, kind: .models)
    return try ModelDescription(decoding: node.mapping(at: ConfigurationPath()))
  }

  /// Total parameters of the released weights, without buffers such as masks; an LM head that is the token
  /// embedding is counted once.
  ///
  /// Pythia's are those of the table "Naming convention and parameter count" of its model cards. The others
  /// are sums over the shapes of the tensors:
  ///
  /// - w: width, L: layers, V: vocabulary, f: ffnWidth, a: heads · headWidth, k: keyValueHeads · headWidth.
  /// - Llama, Mistral: L (2 w a + 2 w k + 3 w f + 2 w) + 2 V w + w, with V w once if tied. Llama-2 7B:
  ///   32 · (4 · 4096² + 3 · 4096 · 11008 + 8192) + 2 · 32000 · 4096 + 4096 = 6,738,415,616.
  /// - Qwen2 has a + 2 k more in a layer, Qwen3 twice the head's width. Gemma is as Llama, tied.
  /// - OPT: L (12 w² + 13 w) + (50,272 + 2,048 + 2) w + 2 w. 66B:
  ///   64 · (12 · 9216² + 13 · 9216) + 52,324 · 9216 = 65,719,701,504.
  /// - GPT-NeoX, Pythia: L (12 w² + 13 w) + 2 V w + 2 w.
  /// - GPT-J, Phi-2: L (4 w² + 2 w f + f + w + 2 w) + 2 V w + V + 2 w, and 4 w more in a layer of Phi-2.
  /// - Falcon 7B: L (2 w² + 2 · 64 w + 8 w² + 2 w) + V w + 2 w.
  /// - StarCoder2: L (2 w a + 2 w k + a + 2 k + w + 2 w f + f + w + 4 w) + V w + 2 w.
  /// - BLOOM: L (12 w² + 13 w) + V w + 4 w.
  static let released = [
    ("gpt2-small", 124_439_808), ("gpt2-medium", 354_823_168), ("gpt2-large", 774_030_080),
    ("gpt2-xl", 1_557_611_200),
    ("llama2-7b", 6_738_415_616), ("llama2-13b", 13_015_864_320), ("llama2-70b", 68_976_648_192),
    ("llama3-8b", 8_030_261_248), ("llama3-70b", 70_553_706_496), ("llama3.2-1b", 1_235_814_400),
    ("llama3.2-3b", 3_212_749_824), ("mistral-7b", 7_241_732_096),
    ("qwen2-0.5b", 494_032_768), ("qwen2-1.5b", 1_543_714_304), ("qwen2-7b", 7_615_616_512),
    ("qwen3-0.6b", 596_049_920), ("qwen3-8b", 8_190_735_360),
    ("gemma-2b", 2_506_172_416), ("gemma-7b", 8_537_680_896), ("phi-2", 2_779_683_840),
    ("opt-125m", 125_239_296), ("opt-1.3b", 1_315_758_080), ("opt-2.7b", 2_651_596_800),
    ("opt-6.7b", 6_658_473_984), ("opt-13b", 12_853_473_280), ("opt-30b", 29_974_540_288),
    ("opt-66b", 65_719_701_504),
    ("pythia-70m", 70_426_624), ("pythia-160m", 162_322_944), ("pythia-410m", 405_334_016),
    ("pythia-1b", 1_011_781_632), ("pythia-1.4b", 1_414_647_808), ("pythia-2.8b", 2_775_208_960),
    ("pythia-6.9b", 6_857_302_016), ("pythia-12b", 11_846_072_320),
    ("gpt-j-6b", 6_050_882_784), ("gpt-neox-20b", 20_554_567_680), ("falcon-7b", 6_921_720_704),
    ("starcoder2-3b", 3_030_371_328),
    ("bloom-560m", 559_214_592), ("bloom-1b1", 1_065_314_304), ("bloom-1b7", 1_722_408_960),
    ("bloom-3b", 3_002_557_440), ("bloom-7b1", 7_069_016_064),
  ]

  /// Total parameters that follow from Table 2.1 of Brown et al. 2020, whose own counts are rounded:
  /// L (12 w² + 13 w) + (50,257 + 2,048) w + 2 w. 175B: 96 · (12 · 12288² + 13 · 12288) + 52,307 · 12288.
  ///
  /// 13B has heads of 40 · 128 = 5,120 elements and a width of 5,140. A layer has
  /// 4 · 5140 · 5120 + 3 · 5120 + 5140 = 105,287,700 in its attention,
  /// 8 · 5140² + 5 · 5140 = 211,382,500 in its feed-forward part, and 4 · 5140 in its norms:
  /// 40 · 316,690,760 + 52,307 · 5140 = 12,936,488,380.
  static let computed = [
    ("gpt3-small", 125_226_240), ("gpt3-medium", 355_871_744), ("gpt3-large", 760_300_032),
    ("gpt3-xl", 1_315_723_264), ("gpt3-2.7b", 2_651_553_280), ("gpt3-6.7b", 6_658_404_352),
    ("gpt3-13b", 12_936_488_380), ("gpt3-175b", 174_604_259_328),
  ]

  @Test(arguments: released + computed)
  func parameters(name: String, count: Int) throws {
    let model = try Self.model(name)
    #expect(model.name == name)
    #expect(model.totalParameters == count)
  }

  @Test func everyPresetIsCounted() {
    let names = (Self.released + Self.computed).map(\.0)
    #expect(Self.library.names(kind: .models) == names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
  }

  /// Features that a count of parameters does not see.
  @Test func features() throws {
    func features(_ name: String) throws -> ModelFeatures { try Self.model(name).features }
    #expect(try features("gpt2-xl") == ModelFeatures() && features("gpt3-175b") == ModelFeatures())
    #expect(try features("opt-66b").positions == .learned(offset: 2))
    #expect(try features("opt-66b").feedForward.activation == .relu)
    #expect(try features("bloom-7b1").positions == .alibi && features("bloom-7b1").embedding.hasNorm)
    #expect(try features("gpt-j-6b").positions == .rotary(Rotary(width: 64, pairs: .neighbours)))
    #expect(try features("gpt-j-6b").residual == .parallel && features("phi-2").residual == .parallel)
    #expect(try features("phi-2").positions == .rotary(Rotary(width: 32)))
    #expect(try features("gpt-neox-20b").positions == .rotary(Rotary(width: 24)))
    #expect(try features("gpt-neox-20b").feedForward.activation == .geluTanh)
    #expect(try features("pythia-2.8b").positions == .rotary(Rotary(width: 20)))
    #expect(try features("pythia-12b").residual == .parallelTwoNorms)
    #expect(try features("pythia-12b").feedForward.activation == .gelu)
    #expect(try features("falcon-7b").positions == .rotary(Rotary(width: 64)))
    #expect(try features("gemma-7b").positions == .rotary(Rotary(width: 256)))
    #expect(try features("gemma-7b").embedding.scale == Float(3072).squareRoot())
    #expect(try features("gemma-2b").embedding.scale == Float(2048).squareRoot())
    #expect(
      try features("gemma-2b").norm == Norm(kind: .rms, epsilon: 1e-6, hasBias: false, hasUnitOffset: true))
    #expect(try features("llama2-70b").positions == .rotary(Rotary(width: 128)))
    #expect(try features("llama3-70b").positions == .rotary(Rotary(width: 128, base: 500_000)))
    #expect(
      try features("llama3.2-3b").positions
        == .rotary(
          Rotary(
            width: 128, base: 500_000,
            scaling: .llama3(
              factor: 32, lowFrequencyFactor: 1, highFrequencyFactor: 4, originalContext: 8192))))
    #expect(try features("mistral-7b").attention.window == 4096)
    #expect(try features("starcoder2-3b").attention.window == 4096)
    #expect(try features("qwen2-7b").positions == .rotary(Rotary(width: 128, base: 1_000_000)))
    #expect(try features("qwen3-8b").attention.normsQueriesAndKeys)
  }
}
