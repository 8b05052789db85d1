internal import PIMHardware
internal import PIMMapping
internal import PIMNumerics
internal import PIMWorkload

/// The bound of a machine whose channels have no MAC units: the ASIC does all work of a position, one
/// instruction after the other, while the links move the operands.
struct StreamBound: Sendable {
  private let graph: OperatorGraph
  private let model: ModelDescription
  private let geometry: Geometry
  private let functions: FunctionTimes
  private let clock: Int64
  private let burst: Int
  private let caches: AttentionWork
  /// Functions of a layer and of the head that do not depend on the position, picoseconds.
  private let layer: Int64
  private let head: Int64
  /// Bursts of weights of a layer and of the head, by channel.
  private let layerBursts: [Int]
  private let headBursts: [Int]

  init(
    _ model: ModelDescription, _ graph: OperatorGraph, on system: System, geometry: Geometry,
    _ functions: FunctionTimes, _ delays: CommandDelays, _ run: RunDescription
  ) {
    (self.graph, self.model, self.geometry, self.functions) = (graph, model, geometry, functions)
    (clock, burst) = (system.commandClockPicoseconds, delays.bankBurst)
    caches = AttentionWork(model, context: graph[.keys].shape[0], geometry: geometry, delays)
    let builder = SegmentBuilder(model, system, geometry, functions, delays)
    func work(_ nodes: [GraphNode]) -> (time: Int64, bursts: [Int]) {
      let segments = builder.segments(of: nodes)
      var time = segments.reduce(0) { $0 + $1.norm + $1.functions }
      var bursts = Array(repeating: 0, count: geometry.channels)
      for node in nodes {
        guard case .product = node.role else { continue }
        let layout = MatrixLayout(
          geometry: geometry, inputs: node.matrix.inputs, outputs: node.matrix.outputs,
          chunkElements: min(geometry.globalBufferElements, node.matrix.inputs))
        for chunk in layout.chunks {
          time += functions.time(
            .dotProducts(count: layout.outputs, length: chunk.inputs, lanes: geometry.lanes))
          // All banks but those that the last unit leaves empty are read.
          for channel in bursts.indices {
            let units = layout.occupiedSlots(of: channel, in: chunk).count
            bursts[channel] += max(0, units * geometry.banks - (geometry.banks - 1)) * chunk.columns
          }
        }
      }
      return (time, bursts)
    }
    (layer, layerBursts) = work(graph.layer)
    (head, headBursts) = run.lmHead ? work(graph.suffix) : (0, Array(repeating: 0, count: geometry.channels))
  }

  func position(_ position: Int, generates: Bool, prefix: Int64) -> PositionBound {
    var result = PositionBound()
    var time = prefix
    var bursts = Array(repeating: 0, count: geometry.channels)
    for own in graph.attention {
      let tokens = own.tokens(position: position)
      time += layer + attention(tokens)
      for channel in bursts.indices {
        bursts[channel] +=
          layerBursts[channel] + caches.bankBursts(tokens, row: own.row(position: position), channel)
      }
    }
    if generates {
      time += head
      for channel in bursts.indices { bursts[channel] += headBursts[channel] }
    }
    result.time = time
    result.channels = bursts.map { Int64($0 * burst) * clock }
    return result
  }

  /// Products with keys and values, and softmax, of a layer.
  private func attention(_ tokens: Int) -> Int64 {
    let heads = model.heads
    // Each query is a vector of its own, and so are the probabilities of each head.
    let scores = functions.time(
      .dotProducts(count: tokens, length: model.headWidth, lanes: geometry.lanes))
    let context = functions.time(
      .dotProducts(count: model.headWidth, length: tokens, lanes: geometry.lanes))
    let softmax = min(
      functions.time(.softmax(count: tokens), rows: heads),
      Int64(heads) * functions.time(.softmaxTile(count: tokens)))
    return Int64(heads) * (scores + context) + softmax
  }
}
