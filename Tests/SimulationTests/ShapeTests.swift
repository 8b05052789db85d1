import PIMHardware
import PIMInstructions
import PIMMapping
import Testing

@testable import PIMResults
@testable import PIMSimulation

/// The planner takes templates of equal shape for one another, so they have to ask for the same.
@Suite struct ShapeTests {
  /// What the time of a template depends on.
  private struct Work: Equatable {
    var requests: [Request?]
    var channels: [ChannelMask]
    var isFree: Bool

    init(_ template: Template, on system: System) {
      requests = template.instructions.map { Request($0, organisation: system.organisation) }
      channels = template.instructions.map(\.channels)
      isFree = SRAMHazards.isFree(template.instructions)
    }
  }

  @Test(arguments: ["whole heads", "odd heads", "tiles"])
  func equalShapesAskForTheSame(of kind: String) throws {
    // Tiles: 40 KiB of scores hold 20,480 positions of one head, so that 64 heads at 330 positions go in
    // groups; 2 KiB hold 1,024.
    let model =
      kind == "odd heads"
      ? try Workbench.odd(layers: 1) : try Workbench.gpt2Small(layers: 1, contextLimit: 2048)
    let bench = try Workbench(model, tokens: kind == "tiles" ? 1200 : 330)
    let system = try bench.system()
    var policy = MappingPolicy()
    if kind == "tiles" { policy.scoreBufferBytes = 1024 }
    let compiled = try CompiledModel(model, on: system, policy: policy, run: bench.run)
    var program = ModelProgram(compiled)
    var seen: [Template.Shape: Work] = [:]
    var repeats = 0
    while let block = program.next() {
      guard let shape = block.template.shape else { continue }
      let work = Work(block.template, on: system)
      if let known = seen[shape] {
        repeats += 1
        try #require(known == work, "\(shape) at position \(block.label.position)")
      }
      seen[shape] = work
      #expect(work.isFree, "\(shape)")
    }
    // Most positions repeat the shapes of the one before: 16 end in one unit and in one column.
    #expect(repeats > 10 * seen.count)
    #expect(Set(seen.keys.map(\.kind)) == [.scores, .context])
  }
}
