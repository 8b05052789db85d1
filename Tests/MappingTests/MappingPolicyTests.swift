import PIMConfiguration
import PIMInstructions
import PIMMapping
import PIMWorkload
import Testing

@Suite struct MappingPolicyTests {
  func policy(_ text: String) throws -> MappingPolicy {
    let node = try ProvenanceForm.apply(to: Document.parse(text: text, name: "p.yaml"))
    return try MappingPolicy(decoding: node.mapping(at: ConfigurationPath()))
  }

  @Test func theDefaultsAreThePaperPreset() throws {
    let configs = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 } + "/configs"
    let resolver = Resolver(library: PresetLibrary(roots: [configs]), references: [:])
    let node = try resolver.resolve("paper", kind: .mappings)
    #expect(try MappingPolicy(decoding: node.mapping(at: ConfigurationPath())) == MappingPolicy())
  }

  @Test func everyKey() throws {
    let text = """
      name: mine
      valueLayout: blocked
      valueWrite: masked
      bias: preset
      partialBuffer: 1 KiB
      scoreBuffer: 2 KiB
      parameterBuffer: 3 KiB
      schedule: overlapped
      productTiles: 4
      attention: pipelined
      attentionGroups: 3
      parameterPrefetch: ahead
      pipelinedFrom: 64
      scoreRows: aligned
      operators:
        feedForwardUp: {tiles: 9, rowOpening: ahead}
        scores: {rowOpening: onDemand}
        head: {}
      """
    #expect(
      try policy(text)
        == MappingPolicy(
          name: "mine", valueLayout: .blocked, valueWrite: .masked, bias: .preset, partialBufferBytes: 1024,
          scoreBufferBytes: 2048, parameterBufferBytes: 3072, schedule: .overlapped,
          productTiles: 4, attention: .pipelined, attentionGroups: 3, parameterPrefetch: .ahead,
          pipelinedFrom: 64, scoreRows: .aligned,
          operators: [
            .product(.feedForwardUp): OperatorChoice(tiles: 9, rowOpening: .ahead),
            .scores: OperatorChoice(rowOpening: .onDemand),
          ]))
  }

  @Test(arguments: ["productTiles", "attentionGroups"]) func noneOfSomething(key: String) {
    let error = #expect(throws: ConfigurationError.self) { try policy("name: a\n\(key): 0\n") }
    #expect(error?.description.contains(key) == true)
  }

  @Test func aMisspeltChoice() {
    let error = #expect(throws: ConfigurationError.self) { try policy("name: a\nvalueLayout: interleavd\n") }
    #expect(error?.description.contains("valueLayout") == true)
    #expect(error?.suggestion == "interleaved")
  }
}
