package import PIMNumerics
package import PIMWorkload

/// Reference A: the operator graph in the hardware's arithmetic, computed directly from the weights.
///
///     var reference = try HardwareReference(
///       model: model, context: 1_024, weights: RandomWeights(seed: 1), arithmetic: arithmetic)
///     let logits = reference.step(.token(17), position: 0)
///
/// Reference A has no placement and no instructions: no banks, rows, channels, addresses or SRAM. It shares
/// with execution only the definition of the arithmetic: the MAC unit's order of additions, the places of
/// rounding, the lengths of chunks and tiles (`HardwareArithmetic`), and the ASIC's functions. Execution must
/// be equal to it bit for bit.
package struct HardwareReference: ~Copyable {
  /// The input of a position.
  package enum Input: Sendable {
    /// A token, whose embedding is looked up.
    case token(Int)
    /// The residual stream, if the embedding is switched off.
    case hidden([BFloat16])
  }

  /// Attention of one head, or of one tile of its tokens.
  struct HeadTile {
    /// Partial scores by piece, then token of the tile.
    var scores: [[BFloat16]] = []
    /// Softmax of the scores, or unnormalised exponentials of a tile.
    var weights: [BFloat16] = []
    /// Maximum, sum and correction, of a tile.
    var state: (maximum: Float, sum: Float, correction: Float) = (0, 0, 0)
    /// Partial results by chunk of tokens.
    var context: [[BFloat16]] = []
    /// The head's part of the attention after this tile.
    var attention: [BFloat16] = []
  }

  /// The operators of the model.
  package let graph: OperatorGraph
  /// The model.
  package let model: ModelDescription
  /// The arithmetic.
  package let arithmetic: HardwareArithmetic
  /// The contents of each buffer after the last node that wrote it.
  private(set) var values: [BufferID: [BFloat16]] = [:]
  /// Each chunk's part of a product.
  private(set) var partials: [ProductRole: [[BFloat16]]] = [:]
  /// Gate and up as the products leave them, and the activated gate, of a gated feed-forward part.
  private(set) var gateAndUp: [BFloat16] = []
  private(set) var activated: [BFloat16] = []
  /// Query, key and value as the product leaves them.
  private(set) var queryKeyValue: [BFloat16] = []
  /// The query, normed, rotated and multiplied by its scale.
  private(set) var query: [BFloat16] = []
  /// The slopes of the heads; empty without ALiBi.
  private(set) var slopes: [BFloat16] = []
  /// The attention by head and tile.
  private(set) var heads: [[HeadTile]] = []
  private(set) var position = 0
  /// The first result, in the order of computation, that is not finite; nil while all are finite.
  package private(set) var nonFinite: NonFiniteValue?

  private let tensors: [String: TensorData]
  var unit: ArithmeticUnit
  private var caches: [AttentionCache]

  /// Creates a reference with an empty cache. Weights are rounded once and held as bfloat16.
  ///
  /// - Parameter context: positions of the KV cache.
  /// - Throws: `CheckpointError` for a tensor of another shape or type than the model's.
  package init(
    model: ModelDescription, context: Int, weights: some Weights, arithmetic: HardwareArithmetic,
    includesEmbedding: Bool = true, includesHead: Bool = true
  ) throws {
    try self.init(
      OperatorGraph(model, context: context), model: model, weights: weights, arithmetic: arithmetic,
      includesEmbedding: includesEmbedding, includesHead: includesHead)
  }

  /// Creates a reference for the operators of a graph, which need not be all of the model's.
  init(
    _ graph: OperatorGraph, model: ModelDescription, weights: some Weights, arithmetic: HardwareArithmetic,
    includesEmbedding: Bool, includesHead: Bool
  ) throws {
    var graph = graph
    graph.prefix = graph.prefix(embedding: includesEmbedding)
    if !includesHead { graph.suffix = [] }
    self.graph = graph
    self.model = model
    self.arithmetic = arithmetic
    var tensors: [String: TensorData] = [:]
    for weight in graph.weights {
      tensors[weight.tensor.name] = try weights.data(of: weight).rounded(weight.tensor.name)
    }
    self.tensors = tensors
    unit = ArithmeticUnit(parameters: arithmetic.functions)
    caches = Array(repeating: AttentionCache(), count: model.layers)
  }

  /// Empties the cache, but keeps the record of a value that is not finite.
  package mutating func reset() { caches = Array(repeating: AttentionCache(), count: model.layers) }

  /// Computes one position from input to logits; returns an empty array if the head is not included or not
  /// wanted.
  package mutating func step(_ input: Input, position: Int, wantsLogits: Bool = true) -> [BFloat16] {
    begin(input, position: position)
    finishPrefix()
    for layer in 0..<graph.layers {
      for node in graph.layer { evaluate(node, layer: layer) }
    }
    guard wantsLogits, !graph.suffix.isEmpty else { return [] }
    for node in graph.suffix { evaluate(node, layer: nil) }
    return values[.logits]!
  }

  /// The residual stream after the last node that changed it.
  package var hidden: [BFloat16] { values[.hidden]! }

  /// Begins a position with rows of constants and the embedding, not yet normed, or with the input itself.
  mutating func begin(_ input: Input, position: Int) {
    self.position = position
    for node in graph.prefix {
      switch node.role {
      case .embedding(let scale, let offset):
        guard case .token(let token) = input else { continue }
        precondition((0..<model.vocabulary).contains(token), "a token of the vocabulary")
        let own = row(token, of: node.weights[0])
        values[.tokenRow] = own
        var hidden = scale == 1 ? own : scaled(own, by: scale)
        if node.weights.count > 1 {
          values[.positionRow] = row(position + offset, of: node.weights[1])
          hidden = sum([hidden], bias: nil, residual: values[.positionRow]!)
        }
        values[.hidden] = hidden
      case .constant(let constant):
        values[node.output] = row(constant == .rotation ? position : 0, of: node.weights[0])
      case .norm: break
      case .product, .headNorm, .rotate, .keyWrite, .valueWrite, .scores, .softmax, .context, .activation,
        .sampling:
        preconditionFailure("\(node.name) is not before the layers")
      }
    }
    if case .hidden(let hidden) = input {
      precondition(hidden.count == model.width, "the input is as long as the residual stream")
      values[.hidden] = hidden
    }
    if nonFinite == nil {
      look(at: [(graph[.hidden].name, values[.hidden]!)], of: "embedding", layer: nil)
    }
  }

  /// Computes the norm of the embedding, if there is one.
  mutating func finishPrefix() {
    for node in graph.prefix {
      if case .norm = node.role { evaluate(node, layer: nil) }
    }
  }

  /// A row of a table.
  private func row(_ index: Int, of weight: GraphWeight) -> [BFloat16] {
    tensors[weight.tensor.name]!.bfloat16(index * weight.inputs..<(index + 1) * weight.inputs)
  }

  /// Computes one node of a layer, or of the suffix.
  mutating func evaluate(_ node: GraphNode, layer: Int?) {
    func data(_ weight: GraphWeight) -> TensorData {
      tensors[(layer.map { weight.inLayer($0) } ?? weight).tensor.name]!
    }
    switch node.role {
    case .embedding, .constant: preconditionFailure("\(node.name) is computed when a position begins")
    case .norm(_, let function):
      values[node.output] = norm(
        values[node.inputs[0]]!, data(node.weights[0]).bfloat16(),
        node.weights.count > 1 ? data(node.weights[1]).bfloat16() : nil, function)
    case .product(let role):
      let input = Array(values[node.inputs[0]]!.prefix(node.matrix.inputs))
      let bias = node.bias.map { data($0).bfloat16() }
      let matrix = node.matrix
      let preset = arithmetic.presetsBias ? bias : nil
      let outputs = matrix.outputs
      let parts =
        switch matrix.order {
        case .inputsFirst:
          product.partials(
            ConvolutionMatrix(data: data(matrix)), inputs: input, outputs: outputs,
            chunkElements: arithmetic.chunkElements, bias: preset)
        case .outputsFirst:
          product.partials(
            TransposedMatrix(data: data(matrix)), inputs: input, outputs: outputs,
            chunkElements: arithmetic.chunkElements, bias: preset)
        }
      partials[role] = parts
      values[node.output] = sum(
        parts, bias: arithmetic.presetsBias ? nil : bias, residual: node.residual.map { values[$0]! })
      if role == .queryKeyValue { queryKeyValue = values[node.output]! }
    case .headNorm(let part, let function):
      let gain = data(node.weights[0]).bfloat16()
      replaceHeads(of: part, in: node.output) { $0.norm($1, gain, nil, function) }
    case .rotate(let part, let width, let pairs):
      let table = values[node.inputs[1]]!
      replaceHeads(of: part, in: node.output) { $0.rotated($1, table, width: width, pairs) }
    case .keyWrite:
      let row = AttentionCache.padded(
        slice(of: node, from: model.attentionWidth, model.keyValueWidth), headWidth: model.headWidth,
        lanes: arithmetic.macUnit.lanes)
      AttentionCache.write(row, at: graph.attention[layer!].row(position: position), to: &caches[layer!].keys)
    case .valueWrite:
      let row = slice(of: node, from: model.attentionWidth + model.keyValueWidth, model.keyValueWidth)
      AttentionCache.write(
        BFloat16.widened(row), at: graph.attention[layer!].row(position: position),
        to: &caches[layer!].values)
    case .scores:
      let scale = graph.attention[layer!].scale
      query = slice(of: node, from: 0, model.attentionWidth)
      if scale != 1 { query = scaled(query, by: scale) }
      computeScores(caches[layer!], graph.attention[layer!])
      slopes = node.inputs.count > 2 ? values[node.inputs[2]]! : []
    case .softmax: break
    case .context:
      computeAttention(caches[layer!], graph.attention[layer!])
      values[node.output] = heads.flatMap { $0.last!.attention }
    case .activation(let activation, let isGated):
      let input = values[node.inputs[0]]!
      let inner = isGated ? input.count / 2 : input.count
      var result = apply(activation, to: Array(input.prefix(inner)))
      (gateAndUp, activated) = isGated ? (input, result) : ([], [])
      if isGated { result = gated(result, by: Array(input.dropFirst(inner))) }
      values[node.output] = result
    // The choice follows from the logits (`greatest`).
    case .sampling: break
    }
    if nonFinite == nil { look(at: results(of: node), of: node.name, layer: layer) }
  }

  /// Elements of a node's first input.
  private func slice(of node: GraphNode, from first: Int, _ count: Int) -> [BFloat16] {
    Array(values[node.inputs[0]]![first..<first + count])
  }

  /// Replaces each head of query or key by its function.
  private mutating func replaceHeads(
    of part: HeadPart, in buffer: BufferID, _ function: (inout HardwareReference, [BFloat16]) -> [BFloat16]
  ) {
    let width = model.headWidth
    var qkv = values[buffer]!
    let heads =
      part == .query ? 0..<model.heads : model.heads..<model.heads + model.keyValueHeads
    for head in heads {
      let range = head * width..<(head + 1) * width
      qkv.replaceSubrange(range, with: function(&self, Array(qkv[range])))
    }
    values[buffer] = qkv
  }

  /// The results of a node, in the order of computation.
  private func results(of node: GraphNode) -> [(name: String, values: [BFloat16])] {
    var results: [(name: String, values: [BFloat16])] = []
    switch node.role {
    case .embedding, .constant, .keyWrite, .valueWrite, .softmax, .sampling: return []
    case .scores:
      results.append(("query", query))
      for (head, tiles) in heads.enumerated() {
        for scores in tiles.flatMap(\.scores) { results.append(("scores of head \(head)", scores)) }
      }
      return results
    case .context:
      for (head, tiles) in heads.enumerated() {
        for tile in tiles {
          results.append(("probabilities of head \(head)", tile.weights))
          for context in tile.context { results.append(("attention product of head \(head)", context)) }
        }
      }
    case .product(let role):
      let chunks = partials[role] ?? []
      results = chunks.enumerated().map {
        (chunks.count == 1 ? "\(node.name) product" : "\(node.name) product, chunk \($0)", $1)
      }
    case .norm, .headNorm, .rotate, .activation: break
    }
    return results + [(graph[node.output].name, values[node.output]!)]
  }

  /// Records the first element that is not finite.
  private mutating func look(
    at results: [(name: String, values: [BFloat16])], of node: String, layer: Int?
  ) {
    for result in results {
      guard let element = result.values.firstIndex(where: { !$0.isFinite }) else { continue }
      nonFinite = NonFiniteValue(
        position: position, layer: layer, node: node, result: result.name, element: element,
        value: Float(result.values[element]), arithmetic: .hardware)
      return
    }
  }

  private var product: HardwareProduct { HardwareProduct(unit: arithmetic.macUnit) }
}

/// Attention.
extension HardwareReference {
  /// Computes each head's scores, in pieces if a head is longer than a global buffer.
  private mutating func computeScores(_ cache: AttentionCache, _ own: LayerAttention) {
    let tokens = own.tokens(position: position)
    let lanes = arithmetic.macUnit.lanes
    let width = (model.headWidth + lanes - 1) / lanes * lanes
    let pieces = (width + arithmetic.chunkElements - 1) / arithmetic.chunkElements
    let tileTokens = arithmetic.scoreTiling.tileTokens(tokens: tokens, pieces: pieces)
    let padded = BFloat16.widened(AttentionCache.padded(query, headWidth: model.headWidth, lanes: lanes))
    let unit = arithmetic.macUnit
    let keyStride = model.keyValueHeads * width
    let group = model.queryGroup
    heads = (0..<model.heads).map { head in
      stride(from: 0, to: tokens, by: tileTokens).map { first in
        var tile = HeadTile()
        let range = first..<min(tokens, first + tileTokens)
        for piece in 0..<pieces {
          let start = head * width + piece * arithmetic.chunkElements
          let keyStart = head / group * width + piece * arithmetic.chunkElements
          let columns = min(arithmetic.chunkElements, width - piece * arithmetic.chunkElements) / lanes
          var scores: [BFloat16] = []
          scores.reserveCapacity(range.count)
          cache.keys.withUnsafeBufferPointer { keys in
            padded.withUnsafeBufferPointer { query in
              for token in range {
                var accumulator: Float = 0
                unit.dot(
                  weights: keys.baseAddress! + token * keyStride + keyStart, inputs: query.baseAddress! + start,
                  columns: columns, into: &accumulator)
                scores.append(unit.read(accumulator))
              }
            }
          }
          tile.scores.append(scores)
        }
        return tile
      }
    }
  }

  /// Computes softmax and weighted sum of values, head by head and tile by tile.
  private mutating func computeAttention(_ cache: AttentionCache, _ own: LayerAttention) {
    for head in heads.indices {
      let isTiled = heads[head].count > 1
      var state = OnlineSoftmaxState()
      var first = 0
      for index in heads[head].indices {
        var tile = heads[head][index]
        var scores = sum(tile.scores, bias: nil, residual: nil)
        if !slopes.isEmpty { scores = reduced(scores, from: first, head: head, own) }
        if isTiled {
          tile.weights = scores
          let correction = tile.weights.withUnsafeMutableBufferPointer { target in
            scores.withUnsafeBufferPointer { unit.softmaxTile($0, state: &state, weights: target) }
          }
          tile.state = (state.maximum, state.sum, correction)
        } else {
          tile.weights = scores
          tile.weights.withUnsafeMutableBufferPointer { target in
            scores.withUnsafeBufferPointer { unit.softmax($0, to: target) }
          }
        }
        let product = HardwareProduct(unit: arithmetic.macUnit)
        tile.context = cache.values.withUnsafeBufferPointer { values in
          product.partials(
            RowsInMemory(
              base: values.baseAddress! + first * model.keyValueWidth
                + head / model.queryGroup * model.headWidth,
              rowStride: model.keyValueWidth),
            inputs: tile.weights, outputs: model.headWidth, chunkElements: arithmetic.chunkElements, bias: nil
          )
        }
        let context = sum(tile.context, bias: nil, residual: nil)
        if !isTiled {
          tile.attention = context
        } else {
          let before = index == 0 ? nil : heads[head][index - 1].attention
          tile.attention =
            before.map { rescaledSum($0, context, correction: tile.state.correction) } ?? context
          if index == heads[head].count - 1 { tile.attention = normalised(tile.attention, by: state.sum) }
        }
        heads[head][index] = tile
        first += scores.count
      }
    }
  }
}
