import PIMWorkload
import Testing

@Suite struct OperatorGraphTests {
  @Test func weightsOfTheGraphAreTheParametersOfTheModel() throws {
    let model = try ModelDescription(
      name: "odd", layers: 3, width: 40, heads: 3, headWidth: 5, ffnWidth: 97, vocabulary: 101,
      contextLimit: 9)
    let graph = OperatorGraph(model, context: 9)
    let block = graph.block.flatMap(\.weights).reduce(0) { $0 + $1.elements }
    #expect(block == model.blockMatrixElements + model.blockVectorElements)
    let outside = Set((graph.prefix + graph.suffix).flatMap(\.weights)).reduce(0) { $0 + $1.elements }
    #expect(graph.layers * block + outside == model.totalParameters)
  }

  @Test func everyInputIsMadeBefore() throws {
    let graph = OperatorGraph(try ModelDescriptionTests.model(), context: 16)
    var made: Set = ["hidden"]
    for node in graph.prefix + graph.block + graph.suffix {
      for input in node.inputs { #expect(made.contains(input.name), "\(node.name) reads \(input.name)") }
      made.insert(node.output.name)
    }
  }
}
