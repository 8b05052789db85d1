import PIMWorkload

/// The placement of every tensor of a model.
///
/// All layers have the same layout, `rowsPerLayer` apart, from row 0 on, with caches for the longest reach of
/// a query in any layer. Tensors outside the layers come
/// after the last layer. Each tensor begins at a row boundary; vectors that are loaded together share rows.
public struct MemoryMap: Sendable {
  /// The sizes of the system.
  public let geometry: Geometry
  /// Number of layers.
  public let layers: Int
  /// Rows of every bank that one layer takes.
  public let rowsPerLayer: Int
  /// Rows of every bank that all tensors take.
  public let rows: Int
  /// Placements of layer 0.
  public let layerPlacements: [Placement]
  /// Placements outside the layers.
  public let modelPlacements: [Placement]

  let layer: Regions
  let outside: Regions
  /// Tokens that a query sees, by layer; nil for all.
  let windows: [Int?]

  /// Layouts by role, for lowering.
  struct Regions: Sendable {
    struct Matrix: Sendable {
      var layout: MatrixLayout
      var firstRow: Int
    }
    struct Parameters: Sendable {
      var group: ParameterGroup
      var firstRow: Int
      /// The operators whose vectors are in the group, in order of use.
      var operators: [OperatorRole] = []
      /// Vectors and their offsets in the group.
      var vectors: [(role: WeightRole, offset: Int)] = []
    }
    var matrices: [WeightRole: Matrix] = [:]
    var parameters: [Parameters] = []
    var key: (layout: KeyLayout, firstRow: Int)?
    var value: (layout: ValueLayout, firstRow: Int)?

    /// True if the parameters of an operator are read at the first use of those before: a group that is alone
    /// would be overwritten in use.
    func prefetchesParameters(_ policy: MappingPolicy) -> Bool {
      policy.parameterPrefetch == .ahead && parameters.count > 1
    }
  }

  /// Places all tensors.
  ///
  /// - Throws: `MappingError.capacity` if the banks have too few rows.
  init(
    model: ModelDescription, graph: OperatorGraph, run: RunDescription, geometry: Geometry,
    policy: MappingPolicy
  ) throws(MappingError) {
    var builder = Builder(geometry: geometry, policy: policy, model: model, layer: 0)
    builder.place(graph.layer, [], of: graph)
    rowsPerLayer = builder.row
    layerPlacements = builder.placements
    layer = builder.regions

    builder = Builder(geometry: geometry, policy: policy, model: model, layer: nil)
    builder.row = graph.layers * rowsPerLayer
    // The parts are executed apart, so their parameters are no groups together.
    builder.place(
      graph.prefix(embedding: run.embedding), run.lmHead ? graph.suffix : [], of: graph)
    modelPlacements = builder.placements
    outside = builder.regions

    rows = builder.row
    layers = graph.layers
    windows = graph.attention.map(\.window)
    self.geometry = geometry
    guard rows <= geometry.rows else {
      throw .capacity(
        neededRows: rows, availableRows: geometry.rows, rowBytes: geometry.elementsPerRow * 2,
        largest: MemoryMap.largest(layerPlacements, layers: layers, modelPlacements))
    }
  }

  private static func largest(_ layer: [Placement], layers: Int, _ model: [Placement])
    -> [MappingError.TensorRows]
  {
    let all =
      layer.map { MappingError.TensorRows(
          name: $0.name, rows: $0.rows.count, copies: layers,
          isCache: $0.kind == .keyCache || $0.kind == .valueCache)
      }
      + model.map { MappingError.TensorRows(name: $0.name, rows: $0.rows.count, copies: 1, isCache: false) }
    return Array(all.sorted { ($1.rows * $1.copies, $0.name) < ($0.rows * $0.copies, $1.name) }.prefix(3))
  }
}

extension GraphNode {
  /// True for a node whose parameters are read with those of the product before it: both belong to one stage,
  /// and a group begins where a stage does.
  fileprivate var isWithProduct: Bool {
    if case .headNorm = role { true } else { false }
  }
}

/// Places tensors one after the other.
private struct Builder {
  let geometry: Geometry
  let policy: MappingPolicy
  let model: ModelDescription
  let layer: Int?
  var row = 0
  var placements: [Placement] = []
  var regions = MemoryMap.Regions()

  init(geometry: Geometry, policy: MappingPolicy, model: ModelDescription, layer: Int?) {
    self.geometry = geometry
    self.policy = policy
    self.model = model
    self.layer = layer
  }

  /// Places the weights and caches of nodes; the two lists have groups of parameters of their own.
  mutating func place(_ first: [GraphNode], _ second: [GraphNode], of graph: OperatorGraph) {
    placeParameters(of: first)
    placeParameters(of: second)
    for node in first + second {
      switch node.role {
      case .product: placeMatrix(node.matrix, chunkElements: geometry.globalBufferElements)
      case .embedding:
        placeMatrix(node.weights[0], chunkElements: geometry.globalBufferElements)
        // Position rows are never multiplied, so the matrix is one chunk.
        if node.weights.count > 1 { placeMatrix(node.weights[1], chunkElements: .max / 2) }
      case .constant: placeMatrix(node.weights[0], chunkElements: .max / 2)
      case .scores:
        let cache = graph[.keys]
        let layout = KeyLayout(
          geometry: geometry, tokens: cache.shape[0], heads: model.keyValueHeads, headWidth: model.headWidth,
          queryGroup: model.queryGroup, sharedQueries: policy.sharedQueries,
          chunkHeads: policy.attention == .pipelined
            ? AttentionPlan.heads(ofGroup: model.keyValueHeads, policy: policy) : .max)
        regions.key = (layout, add(cache: cache, .keyCache, layout))
      case .context:
        let cache = graph[.values]
        let layout = ValueLayout(
          geometry: geometry, tokens: cache.shape[0], heads: model.keyValueHeads,
          headWidth: model.headWidth, order: policy.valueLayout,
          groupHeads: policy.attention == .pipelined
            ? AttentionPlan.heads(ofGroup: model.keyValueHeads, policy: policy) : model.keyValueHeads)
        regions.value = (layout, add(cache: cache, .valueCache, layout))
      case .norm, .headNorm, .rotate, .keyWrite, .valueWrite, .softmax, .activation, .sampling: break
      }
    }
  }

  private mutating func placeMatrix(_ weight: GraphWeight, chunkElements: Int) {
    guard regions.matrices[weight.role] == nil else { return }
    let layout = MatrixLayout(
      geometry: geometry, inputs: weight.inputs, outputs: weight.outputs,
      outputsFirst: weight.order == .outputsFirst, chunkElements: min(chunkElements, weight.inputs))
    let firstRow = add(weight.tensor, weight, .weight, layout)
    regions.matrices[weight.role] = .init(layout: layout, firstRow: firstRow)
  }

  /// Places the vectors of nodes. Consecutive nodes form a group if the parameter buffer holds their vectors.
  private mutating func placeParameters(of nodes: [GraphNode]) {
    let uses = nodes.filter { !$0.vectors.isEmpty }
    let norms = nodes.count { if case .norm = $0.role { true } else { false } }
    let end = nodes.firstIndex { $0.role == .context } ?? nodes.count
    let afterAttention = nodes.dropFirst(end).first { !$0.vectors.isEmpty }?.role
    var next = 0
    while next < uses.count {
      var length = 0
      var operators: [OperatorRole] = []
      var vectors: [(weight: GraphWeight, offset: Int)] = []
      repeat {
        let node = uses[next]
        let size = node.vectors.reduce(0) { $0 + roundUp($1.tensor.elements, to: geometry.lanes) }
        let whole = ParameterGroup(geometry: geometry, elements: length + size)
        if length > 0, !node.isWithProduct,
          whole.loadedElements * 2 > policy.parameterBufferBytes
            || beginsGroup(node, ofNorms: norms, afterAttention: afterAttention)
        {
          break
        }
        operators.append(node.role)
        for weight in node.vectors {
          vectors.append((weight, length))
          length += roundUp(weight.tensor.elements, to: geometry.lanes)
        }
        next += 1
      } while next < uses.count
      let group = ParameterGroup(geometry: geometry, elements: length)
      regions.parameters.append(
        .init(
          group: group, firstRow: row, operators: operators,
          vectors: vectors.map { ($0.weight.role, $0.offset) }))
      let first = row
      for vector in vectors {
        row = first
        _ = add(
          vector.weight.tensor, vector.weight, .parameter,
          ParameterLayout(group: group, offset: vector.offset, length: vector.weight.tensor.elements))
      }
    }
  }

  /// True if a group begins at a node. Parameters are prefetched at norms, so a group begins at each norm; in
  /// a layer with one norm a second one begins at the first parameters after the attention. The LM head's
  /// bias, which may be more than the SRAM holds, is loaded tile by tile.
  private func beginsGroup(
    _ node: GraphNode, ofNorms norms: Int, afterAttention: OperatorRole?
  ) -> Bool {
    switch node.role {
    case .product(.head): true
    case .norm: policy.parameterPrefetch == .ahead
    default: policy.parameterPrefetch == .ahead && norms == 1 && node.role == afterAttention
    }
  }

  private mutating func add(
    cache: GraphBuffer, _ kind: Placement.Kind, _ layout: some TensorLayout
  ) -> Int {
    add(TensorSpec(cache.name, cache.shape), nil, kind, layout)
  }

  private mutating func add(
    _ tensor: TensorSpec, _ weight: GraphWeight?, _ kind: Placement.Kind, _ layout: some TensorLayout
  ) -> Int {
    let first = row
    row += ceilDivide(layout.columnsPerBank, geometry.columns)
    let name = layer.map { OperatorGraph.name(tensor.name, layer: $0) } ?? tensor.name
    let own = TensorSpec(name, tensor.shape)
    placements.append(
      Placement(
        tensor: own, layer: layer, kind: kind, rows: first..<row, name: tensor.name,
        weight: weight.map { GraphWeight($0.role, own, order: $0.order) }, layout: layout, geometry: geometry)
    )
    return first
  }
}
