import PIMConfiguration
import PIMWorkload
import Testing

@Suite struct DecodingTests {
  func model(_ text: String) throws -> ModelDescription {
    let node = try ProvenanceForm.apply(to: Document.parse(text: text, name: "m.yaml"))
    return try ModelDescription(decoding: node.mapping(at: ConfigurationPath()))
  }

  func failure(_ text: String) -> String? {
    let error = #expect(throws: ConfigurationError.self) { try model(text) }
    return error?.description
  }

  static let least = "name: a\nlayers: 2\nwidth: 40\nvocabulary: 9\ncontextLimit: 8\n"

  @Test func defaults() throws {
    #expect(
      try model(Self.least + "heads: 4\n")
        == ModelDescription(name: "a", layers: 2, width: 40, heads: 4, vocabulary: 9, contextLimit: 8))
  }

  @Test func everythingGiven() throws {
    #expect(
      try model(Self.least + "heads: 3\nheadWidth: 5\nffnWidth: 7\nlayerNormEpsilon: 1e-6\n")
        == ModelDescription(
          name: "a", layers: 2, width: 40, heads: 3, headWidth: 5, ffnWidth: 7, vocabulary: 9,
          contextLimit: 8, features: ModelFeatures(norm: Norm(epsilon: 1e-6))))
  }

  @Test func errors() {
    #expect(
      failure(Self.least + "heads: 3\n")
        == "m.yaml:6:1: heads: 3 heads do not divide a width of 40, found no headWidth; "
        + "expected headWidth, the elements of one head")
    #expect(failure(Self.least + "heads: 4\nfnWidth: 7\n")?.hasSuffix("did you mean \"ffnWidth\"?") == true)
  }

  @Test func run() throws {
    let text =
      "tokens: 5\npromptLength: 3\nlmHead: true\nembedding: true\nmaximumContext: 9\nextendContext: true\n"
    let node = try ProvenanceForm.apply(to: Document.parse(text: text, name: "r.yaml"))
    var section = try node.mapping(at: ConfigurationPath())
    #expect(
      try RunDescription(decoding: &section)
        == RunDescription(
          tokens: 5, promptLength: 3, lmHead: true, embedding: true, maximumContext: 9, extendContext: true))
    try section.finish()
  }

  static let configs = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 } + "/configs"

  /// Layers, width, heads, and parameters of the layers: L · (12 w² + 13 w).
  @Test(arguments: [
    ("gpt2-small", 12, 768, 12, 85_054_464, 1024), ("gpt2-medium", 24, 1024, 16, 302_309_376, 1024),
    ("gpt2-large", 36, 1280, 20, 708_387_840, 1024), ("gpt2-xl", 48, 1600, 25, 1_475_558_400, 1024),
    ("gpt3-small", 12, 768, 12, 85_054_464, 2048), ("gpt3-medium", 24, 1024, 16, 302_309_376, 2048),
    ("gpt3-large", 24, 1536, 16, 679_956_480, 2048), ("gpt3-xl", 24, 2048, 16, 1_208_598_528, 2048),
  ])
  func presets(name: String, layers: Int, width: Int, heads: Int, parameters: Int, context: Int) throws {
    let resolver = Resolver(library: PresetLibrary(roots: [Self.configs]), references: [:])
    let node = try resolver.resolve(name, kind: .models)
    let model = try ModelDescription(decoding: node.mapping(at: ConfigurationPath()))
    #expect(model.name == name)
    #expect(model.layers == layers)
    #expect(model.width == width)
    #expect(model.heads == heads)
    #expect(model.headWidth * heads == width)
    #expect(model.ffnWidth == 4 * width)
    #expect(model.vocabulary == 50257)
    #expect(model.contextLimit == context)
    #expect(model.layerParameters == parameters)
  }
}
