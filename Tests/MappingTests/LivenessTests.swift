import PIMWorkload
import Testing

@testable import PIMMapping

/// Live ranges follow from the order of the graph's nodes.
@Suite struct LivenessTests {
  /// The phases of GPT-2: embedding 0; norm 1; QKV and its sum 2, 3; cache 4; scores 5, softmax 6, context 7
  /// and its sum 8; projection 9, 10; norm 11; FFN up with GELU 12, 13; FFN down 14, 15; final norm 16; head
  /// and sampling 17, 18.
  @Test func rangesOfGPT2() throws {
    let model = try ModelDescription(
      name: "small", layers: 2, width: 32, heads: 2, ffnWidth: 64, vocabulary: 50, contextLimit: 8)
    let live = SRAMLiveness(OperatorGraph(model, context: 8))
    let expected: [(SRAMBufferID, ClosedRange<Int>)] = [
      (.graph(.tokenRow), 0...0), (.graph(.positionRow), 0...0), (.graph(.hidden), 0...18),
      (.graph(.normed(.attention)), 1...2), (.graph(.queryKeyValue), 2...7),
      (.partials(.queryKeyValue), 2...3), (.graph(.scores), 5...7), (.tileState, 5...8),
      (.contextPartials, 7...8), (.graph(.attention), 7...9), (.partials(.projection), 9...10),
      (.graph(.normed(.feedForward)), 11...12), (.graph(.inner), 12...14),
      (.partials(.feedForwardUp), 12...13), (.partials(.feedForwardDown), 14...15),
      (.graph(.normed(.final)), 16...17), (.partials(.head), 17...18), (.argmax, 17...18),
      (.zeros, 0...18), (.weightStream, 0...18),
    ]
    for (buffer, range) in expected { #expect(live[buffer] == range, "\(buffer)") }
    #expect(
      live.parameters(
        from: .norm(.attention, NormFunction(epsilon: model.normEpsilon)), to: .product(.feedForwardDown))
        == 1...15)
  }

  /// An operator in front moves all later ones; a buffer that both its neighbours use is live during it.
  @Test func orderDecides() throws {
    let model = try ModelDescription(
      name: "small", layers: 1, width: 32, heads: 2, ffnWidth: 64, vocabulary: 50, contextLimit: 8)
    var graph = OperatorGraph(model, context: 8)
    // The feed-forward part before attention.
    graph.layer = Array(graph.layer[8...] + graph.layer[..<8])
    let live = SRAMLiveness(graph)
    #expect(live[.graph(.inner)] == 2...4)
    #expect(live[.graph(.queryKeyValue)] == 7...12)
    #expect(live.all == 0...18)
  }

  /// With embedding and LM head, every vector of the graph has a place in SRAM. Of the logits only a tile is
  /// there at a time, and the token is read from the argmax.
  @Test func everyVectorHasAPlace() throws {
    let model = try ModelDescription(
      name: "small", layers: 2, width: 32, heads: 2, ffnWidth: 64, vocabulary: 50, contextLimit: 8)
    let graph = OperatorGraph(model, context: 8)
    let compiled = try CompiledModel(
      model, on: makeSystem(), policy: MappingPolicy(),
      run: RunDescription(tokens: 8, lmHead: true, embedding: true))
    let placed = Set(compiled.sram.buffers.map(\.id))
    for buffer in graph.buffers {
      let isPlaced = buffer.storage == .sram && buffer.id != .logits && buffer.id != .token
      #expect(placed.contains(.graph(buffer.id)) == isPlaced, "\(buffer.name)")
    }
    #expect(placed.isSuperset(of: [.partials(.head), .argmax]))
  }
}
