import PIMWorkload

/// Where every tensor of a model lies.
///
/// All layers have the same layout, `rowsPerLayer` apart, from row 0 on; tensors of the model as a whole come after the
/// last layer. Each tensor begins at a row boundary; vectors that are loaded together share rows.
public struct MemoryMap: Sendable {
  public let geometry: Geometry
  public let layers: Int
  public let rowsPerLayer: Int
  /// Rows that anything is placed in.
  public let rows: Int
  /// Tensors of layer 0.
  public let blockPlacements: [Placement]
  /// Tensors outside the layers.
  public let modelPlacements: [Placement]

  let block: Regions
  let outside: Regions

  /// Layouts by role, as lowering needs them.
  struct Regions: Sendable {
    struct Matrix: Sendable {
      var layout: MatrixLayout
      var firstRow: Int
    }
    struct Parameters: Sendable {
      var group: ParameterGroup
      var firstRow: Int
      /// Names of the nodes whose vectors are in the group, in order of use.
      var nodes: [String] = []
      /// Vectors and their places in the group.
      var vectors: [(name: String, offset: Int)] = []
    }
    var matrices: [String: Matrix] = [:]
    var parameters: [Parameters] = []
    var key: (layout: KeyLayout, firstRow: Int)?
    var value: (layout: ValueLayout, firstRow: Int)?
  }

  /// - Throws: `MappingError.capacity` when the banks have too few rows.
  init(
    model: ModelDescription, graph: OperatorGraph, run: RunDescription, context: Int, geometry: Geometry,
    policy: MappingPolicy
  ) throws(MappingError) {
    var builder = Builder(geometry: geometry, policy: policy, model: model, context: context, layer: 0)
    builder.place(graph.block)
    rowsPerLayer = builder.row
    blockPlacements = builder.placements
    block = builder.regions

    builder = Builder(geometry: geometry, policy: policy, model: model, context: context, layer: nil)
    builder.row = graph.layers * rowsPerLayer
    let nodes = (run.embedding ? graph.prefix : []) + (run.lmHead ? graph.suffix : [])
    builder.place(nodes)
    modelPlacements = builder.placements
    outside = builder.regions

    rows = builder.row
    layers = graph.layers
    self.geometry = geometry
    guard rows <= geometry.rows else {
      throw .capacity(
        neededRows: rows, availableRows: geometry.rows, rowBytes: geometry.elementsPerRow * 2,
        largest: MemoryMap.largest(blockPlacements, layers: layers, modelPlacements))
    }
  }

  private static func largest(_ block: [Placement], layers: Int, _ model: [Placement])
    -> [MappingError.TensorRows]
  {
    let all =
      block.map { MappingError.TensorRows(name: $0.role, rows: $0.rows.count, copies: layers) }
      + model.map { MappingError.TensorRows(name: $0.role, rows: $0.rows.count, copies: 1) }
    return Array(all.sorted { ($1.rows * $1.copies, $0.name) < ($0.rows * $0.copies, $1.name) }.prefix(3))
  }
}

/// Places tensors one after the other.
private struct Builder {
  let geometry: Geometry
  let policy: MappingPolicy
  let model: ModelDescription
  let context: Int
  let layer: Int?
  var row = 0
  var placements: [Placement] = []
  var regions = MemoryMap.Regions()

  init(geometry: Geometry, policy: MappingPolicy, model: ModelDescription, context: Int, layer: Int?) {
    self.geometry = geometry
    self.policy = policy
    self.model = model
    self.context = context
    self.layer = layer
  }

  mutating func place(_ nodes: [GraphNode]) {
    placeParameters(of: nodes)
    for node in nodes {
      switch node.operation {
      case .linear, .linearTransposed:
        placeMatrix(
          node.weights[0], outputsFirst: node.operation == .linearTransposed,
          chunkElements: geometry.globalBufferElements)
      case .embed:
        placeMatrix(node.weights[0], outputsFirst: true, chunkElements: geometry.globalBufferElements)
        placeMatrix(node.weights[1], outputsFirst: true, chunkElements: .max / 2)
      case .scores:
        let layout = KeyLayout(
          geometry: geometry, tokens: context, heads: model.heads, headWidth: model.headWidth,
          chunkHeads: policy.attention == .pipelined
            ? AttentionPlan.heads(ofGroup: model.heads, policy: policy) : .max)
        regions.key = (layout, add(node.inputs[1], .keyCache, layout))
      case .context:
        let layout = ValueLayout(
          geometry: geometry, tokens: context, heads: model.heads, headWidth: model.headWidth,
          order: policy.valueLayout)
        regions.value = (layout, add(node.inputs[1], .valueCache, layout))
      case .layerNorm, .append, .softmax, .gelu, .argmax: break
      }
    }
  }

  private mutating func placeMatrix(_ tensor: TensorSpec, outputsFirst: Bool, chunkElements: Int) {
    guard regions.matrices[tensor.name] == nil else { return }
    let layout = MatrixLayout(
      geometry: geometry, inputs: tensor.shape[outputsFirst ? 1 : 0],
      outputs: tensor.shape[outputsFirst ? 0 : 1], outputsFirst: outputsFirst,
      chunkElements: min(chunkElements, tensor.shape[outputsFirst ? 1 : 0]))
    let firstRow = add(tensor, .weight, layout)
    regions.matrices[tensor.name] = .init(layout: layout, firstRow: firstRow)
  }

  /// Consecutive nodes' vectors go together as long as the parameter buffer holds them.
  private mutating func placeParameters(of nodes: [GraphNode]) {
    let uses = nodes.map { ($0.name, $0.weights.filter { $0.shape.count == 1 }) }.filter { !$0.1.isEmpty }
    // Loads ahead are made at layer norms, so that a group begins at each.
    let norms: Set<String> =
      policy.parameterPrefetch == .ahead ? Set(nodes.filter(\.operation.isLayerNorm).map(\.name)) : []
    var next = 0
    while next < uses.count {
      var length = 0
      var names: [String] = []
      var vectors: [(tensor: TensorSpec, offset: Int)] = []
      repeat {
        let size = uses[next].1.reduce(0) { $0 + roundUp($1.elements, to: geometry.lanes) }
        let whole = ParameterGroup(geometry: geometry, elements: length + size)
        if length > 0,
          whole.loadedElements * 2 > policy.parameterBufferBytes || norms.contains(uses[next].0)
        {
          break
        }
        names.append(uses[next].0)
        for tensor in uses[next].1 {
          vectors.append((tensor, length))
          length += roundUp(tensor.elements, to: geometry.lanes)
        }
        next += 1
      } while next < uses.count
      let group = ParameterGroup(geometry: geometry, elements: length)
      regions.parameters.append(
        .init(
          group: group, firstRow: row, nodes: names, vectors: vectors.map { ($0.tensor.name, $0.offset) }))
      let first = row
      for vector in vectors {
        row = first
        _ = add(
          vector.tensor, .parameter,
          ParameterLayout(group: group, offset: vector.offset, length: vector.tensor.elements))
      }
    }
  }

  private mutating func add(_ tensor: TensorSpec, _ kind: Placement.Kind, _ layout: some TensorLayout) -> Int
  {
    let first = row
    row += ceilDivide(layout.columnsPerBank, geometry.columns)
    let name = layer.map { OperatorGraph.name(tensor.name, layer: $0) } ?? tensor.name
    placements.append(
      Placement(
        tensor: TensorSpec(name, tensor.shape), layer: layer, kind: kind, rows: first..<row,
        role: tensor.name, layout: layout, geometry: geometry))
    return first
  }
}
