import PIMWorkload

/// The live ranges of SRAM buffers, computed from the order of the graph's nodes.
struct SRAMLiveness {
  private var ranges: [SRAMBufferID: ClosedRange<Int>] = [:]
  private var parameters: [OperatorRole: ClosedRange<Int>] = [:]
  /// All phases of a position.
  let all: ClosedRange<Int>

  init(_ graph: OperatorGraph) {
    var phase = 0
    let stages = [graph.prefix, graph.layer, graph.suffix].map(Stage.stages)
    for stage in stages.joined() {
      for (buffer, phases) in stage.uses {
        let own = phase + phases.lowerBound...phase + phases.upperBound
        ranges[buffer] =
          ranges[buffer].map { min($0.lowerBound, own.lowerBound)...max($0.upperBound, own.upperBound) }
          ?? own
      }
      for role in stage.parameters { parameters[role] = phase...phase + stage.phases - 1 }
      phase += stage.phases
    }
    all = 0...phase - 1
    // A buffer that a layer leaves for the next one is live in all phases.
    for buffer in graph.carried { ranges[.graph(buffer)] = all }
  }

  /// The phases in which a buffer is live; all phases for a buffer that no stage names.
  subscript(id: SRAMBufferID) -> ClosedRange<Int> { ranges[id] ?? all }

  /// The phases of the operators from `first` to `last`, whose parameters are loaded together.
  func parameters(from first: OperatorRole, to last: OperatorRole) -> ClosedRange<Int> {
    guard let start = parameters[first]?.lowerBound, let end = parameters[last]?.upperBound else {
      preconditionFailure("\(first) and \(last) have parameters")
    }
    return start...end
  }
}
