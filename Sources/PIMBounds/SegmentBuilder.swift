internal import PIMHardware
internal import PIMMapping
internal import PIMNumerics
internal import PIMWorkload

/// Divides the operators of a layer, or those after the layers, at the norms that wait for the residual
/// stream.
struct SegmentBuilder {
  private let model: ModelDescription
  private let system: System
  private let geometry: Geometry
  private let functions: FunctionTimes
  private let delays: CommandDelays
  /// True if the scores of every layer are scaled by the ASIC.
  private let isScaled: Bool

  init(
    _ model: ModelDescription, _ system: System, _ geometry: Geometry, _ functions: FunctionTimes,
    _ delays: CommandDelays
  ) {
    (self.model, self.system, self.geometry) = (model, system, geometry)
    (self.functions, self.delays) = (functions, delays)
    isScaled = model.layerAttention.allSatisfy { $0.scale != 1 }
  }

  /// The functions of a position before its first layer.
  func prefix(_ nodes: [GraphNode], _ graph: OperatorGraph) -> Int64 {
    nodes.reduce(0) { sum, node in
      switch node.role {
      case .embedding(let scale, _):
        let width = node.weights[0].inputs
        return sum + (scale != 1 ? functions.time(.scale(count: width)) : 0)
          + (graph.has(.positionRow)
            ? functions.time(.sumPartials(count: width, partials: 1, bias: false, residual: true)) : 0)
      case .norm(_, let norm): return sum + time(of: norm, node)
      default: return sum
      }
    }
  }

  private func time(of norm: NormFunction, _ node: GraphNode) -> Int64 {
    let count = node.weights[0].tensor.elements
    return functions.time(
      norm.kind == .layer ? .layerNorm(count: count, bias: node.weights.count > 1) : .rmsNorm(count: count))
  }

  /// The segments of nodes, the first of which is a norm.
  func segments(of nodes: [GraphNode]) -> [BoundedSegment] {
    var segments: [BoundedSegment] = []
    var changesInput = true
    for node in nodes {
      if case .norm(_, let norm) = node.role {
        if changesInput {
          segments.append(BoundedSegment(norm: time(of: norm, node)))
        } else {
          // A second norm of the same input.
          segments[segments.count - 1].functions += time(of: norm, node)
        }
        changesInput = false
        continue
      }
      precondition(!segments.isEmpty, "\(node.name) has no norm before it")
      add(node, to: &segments[segments.count - 1])
      if node.output == .hidden { changesInput = true }
    }
    return segments
  }

  private func add(_ node: GraphNode, to segment: inout BoundedSegment) {
    switch node.role {
    case .product:
      let matrix = node.matrix
      let layout = MatrixLayout(
        geometry: geometry, inputs: matrix.inputs, outputs: matrix.outputs,
        outputsFirst: matrix.order == .outputsFirst,
        chunkElements: min(geometry.globalBufferElements, matrix.inputs))
      let work = ProductWork(layout, delays)
      segment.append(work)
      segment.functions += sum(of: node, work, outputs: work.outputs)
      segment.lastFunction = sum(of: node, work, outputs: work.lastSlot)
    case .headNorm(let part, _):
      segment.functions += functions.time(.rmsNorm(count: model.headWidth), rows: heads(of: part))
    case .rotate(let part, let width, _):
      segment.functions += functions.time(.rotate(count: width), rows: heads(of: part))
    case .scores: if isScaled { segment.functions += functions.time(.scale(count: model.attentionWidth)) }
    case .context: segment.hasAttention = true
    case .activation(let activation, let isGated):
      let products = segment.before + segment.after
      let last = products.last!.lastSlot
      let factors = isGated ? functions.time(.product(count: model.ffnWidth)) : 0
      segment.functions += time(of: activation, model.ffnWidth) + factors
      segment.activation = (
        isGated
          ? min(functions.time(.product(count: 1)), time(of: activation, 1)) : time(of: activation, last),
        products.count - 1
      )
    case .sampling:
      guard let product = segment.before.last else { return }
      segment.functions += functions.time(.argmax(count: product.outputs))
      segment.lastFunction += functions.time(.argmax(count: product.lastSlot))
    case .norm, .embedding, .constant, .keyWrite, .valueWrite, .softmax: break
    }
  }

  /// The sum after a product, if every mapping has one.
  private func sum(of node: GraphNode, _ work: ProductWork, outputs: Int) -> Int64 {
    let addsBias = node.bias != nil && !(system.hasMACUnits && system.has(.WRMAC16))
    if work.chunks == 1 && node.residual == nil && !addsBias { return 0 }
    return functions.time(
      .sumPartials(
        count: outputs, partials: work.chunks, bias: addsBias, residual: node.residual != nil))
  }

  private func time(of activation: Activation, _ count: Int) -> Int64 {
    switch activation {
    case .geluTanh: functions.time(.gelu(count: count))
    case .gelu: functions.time(.geluErf(count: count))
    case .relu: functions.time(.relu(count: count))
    case .silu: functions.time(.silu(count: count))
    }
  }

  private func heads(of part: HeadPart) -> Int { part == .query ? model.heads : model.keyValueHeads }
}
