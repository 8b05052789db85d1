import PIMWorkload
import Testing

@Suite struct ModelDescriptionTests {
  static func model(
    width: Int = 768, heads: Int = 12, headWidth: Int? = nil, ffnWidth: Int? = nil
  ) throws -> ModelDescription {
    try ModelDescription(
      name: "m", layers: 12, width: width, heads: heads, headWidth: headWidth, ffnWidth: ffnWidth,
      vocabulary: 50257, contextLimit: 1024)
  }

  @Test func defaults() throws {
    let model = try Self.model()
    #expect(model.headWidth == 64)
    #expect(model.ffnWidth == 3072)
    #expect(model.normEpsilon == 1e-5)
  }

  @Test func gpt2SmallHas124MillionParameters() throws {
    let model = try Self.model()
    // A layer: 12 · 768² + (3 + 1 + 4 + 1 + 4) · 768 = 7,077,888 + 9,984.
    #expect(model.layerParameters == 12 * (7_077_888 + 9984))
    // 12 · 7,087,872 + (50,257 + 1,024) · 768 + 1,536 = 124,439,808, the published 124M.
    #expect(model.totalParameters == 124_439_808)
  }

  @Test func macsGrowWithThePosition() throws {
    let model = try Self.model()
    #expect(model.layerMACs(position: 0) == 12 * (7_077_888 + 2 * 768))
    #expect(model.layerMACs(position: 9) - model.layerMACs(position: 8) == 12 * 2 * 768)
  }

  @Test func headsThatDoNotDivideAskForAHeadWidth() throws {
    let error = #expect(throws: WorkloadError.self) { try Self.model(width: 2048, heads: 24) }
    #expect(
      error?.description
        == "model m: 24 heads do not divide a width of 2048; expected headWidth, the elements of one head")
    #expect(try Self.model(width: 2048, heads: 24, headWidth: 128).attentionWidth == 3072)
  }

  @Test func zeroIsNoSize() throws {
    let error = #expect(throws: WorkloadError.self) { try Self.model(ffnWidth: 0) }
    #expect(error?.description == "model m: ffnWidth is 0; expected a whole number of at least 1")
  }
}
