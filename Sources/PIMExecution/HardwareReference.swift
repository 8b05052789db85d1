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
  /// The query, multiplied by its scale.
  private(set) var query: [BFloat16] = []
  /// The attention by head and tile.
  private(set) var heads: [[HeadTile]] = []
  private(set) var position = 0
  /// The first result, in the order of computation, that is not finite; nil while all are finite.
  package private(set) var nonFinite: NonFiniteValue?

  private let tensors: [String: TensorData]
  private var unit: ArithmeticUnit
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
    if !includesEmbedding { graph.prefix = [] }
    if !includesHead { graph.suffix = [] }
    self.graph = graph
    self.model = model
    self.arithmetic = arithmetic
    var tensors: [String: TensorData] = [:]
    for weight in graph.weights {
      tensors[weight.tensor.name] = try weights.tensor(weight).rounded(weight.tensor.name)
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
    for layer in 0..<graph.layers {
      for node in graph.layer { evaluate(node, layer: layer) }
    }
    guard wantsLogits, !graph.suffix.isEmpty else { return [] }
    for node in graph.suffix { evaluate(node, layer: nil) }
    return values[.logits]!
  }

  /// The residual stream after the last node that changed it.
  package var hidden: [BFloat16] { values[.hidden]! }

  /// Begins a position with the embedding, or with the input itself.
  mutating func begin(_ input: Input, position: Int) {
    self.position = position
    switch input {
    case .hidden(let hidden):
      precondition(hidden.count == model.width, "the input is as long as the residual stream")
      values[.hidden] = hidden
    case .token(let token):
      precondition((0..<model.vocabulary).contains(token), "a token of the vocabulary")
      values[.tokenRow] = row(token, of: .tokenEmbedding)
      values[.positionRow] = row(position, of: .positionEmbedding)
      values[.hidden] = sum([values[.tokenRow]!], bias: nil, residual: values[.positionRow]!)
    }
    if nonFinite == nil {
      look(at: [(graph[.hidden].name, values[.hidden]!)], of: "embedding", layer: nil)
    }
  }

  /// A row of an embedding.
  private func row(_ index: Int, of role: WeightRole) -> [BFloat16] {
    let width = model.width
    return tensors[graph.weight(role)!.tensor.name]!.bfloat16(index * width..<(index + 1) * width)
  }

  /// Computes one node of a layer, or of the suffix.
  mutating func evaluate(_ node: GraphNode, layer: Int?) {
    func data(_ weight: GraphWeight) -> TensorData {
      tensors[(layer.map { weight.inLayer($0) } ?? weight).tensor.name]!
    }
    switch node.role {
    case .embedding: preconditionFailure("the embedding is computed when a position begins")
    case .norm(_, let epsilon):
      values[node.output] = layerNorm(
        values[node.inputs[0]]!, data(node.weights[0]).bfloat16(), data(node.weights[1]).bfloat16(), epsilon)
    case .product(let role):
      let input = values[node.inputs[0]]!
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
    case .keyWrite:
      caches[layer!].keys += AttentionCache.padded(
        part(1, of: node), headWidth: model.headWidth, lanes: arithmetic.macUnit.lanes)
    case .valueWrite: caches[layer!].values += BFloat16.widened(part(2, of: node))
    case .scores(let scale):
      query = scaled(part(0, of: node), by: scale)
      computeScores(caches[layer!])
    case .softmax: break
    case .context:
      computeAttention(caches[layer!])
      values[node.output] = heads.flatMap { $0.last!.attention }
    case .activation(let activation):
      switch activation {
      case .gelu: values[node.output] = gelu(values[node.inputs[0]]!)
      }
    // The choice follows from the logits (`greatest`).
    case .sampling: break
    }
    if nonFinite == nil { look(at: results(of: node), of: node.name, layer: layer) }
  }

  /// Query (0), key (1) or value (2) of all heads.
  private func part(_ index: Int, of node: GraphNode) -> [BFloat16] {
    let width = model.attentionWidth
    return Array(values[node.inputs[0]]![index * width..<(index + 1) * width])
  }

  /// The results of a node, in the order of computation.
  private func results(of node: GraphNode) -> [(name: String, values: [BFloat16])] {
    var results: [(name: String, values: [BFloat16])] = []
    switch node.role {
    case .embedding, .keyWrite, .valueWrite, .softmax, .sampling: return []
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
    case .norm, .activation: break
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
  private mutating func computeScores(_ cache: AttentionCache) {
    let tokens = position + 1
    let lanes = arithmetic.macUnit.lanes
    let width = (model.headWidth + lanes - 1) / lanes * lanes
    let pieces = (width + arithmetic.chunkElements - 1) / arithmetic.chunkElements
    let tileTokens = arithmetic.scoreTiling.tileTokens(tokens: tokens, pieces: pieces)
    let padded = BFloat16.widened(AttentionCache.padded(query, headWidth: model.headWidth, lanes: lanes))
    let unit = arithmetic.macUnit
    let keyStride = model.heads * width
    heads = (0..<model.heads).map { head in
      stride(from: 0, to: tokens, by: tileTokens).map { first in
        var tile = HeadTile()
        let range = first..<min(tokens, first + tileTokens)
        for piece in 0..<pieces {
          let start = head * width + piece * arithmetic.chunkElements
          let columns = min(arithmetic.chunkElements, width - piece * arithmetic.chunkElements) / lanes
          var scores: [BFloat16] = []
          scores.reserveCapacity(range.count)
          cache.keys.withUnsafeBufferPointer { keys in
            padded.withUnsafeBufferPointer { query in
              for token in range {
                var accumulator: Float = 0
                unit.dot(
                  weights: keys.baseAddress! + token * keyStride + start, inputs: query.baseAddress! + start,
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
  private mutating func computeAttention(_ cache: AttentionCache) {
    for head in heads.indices {
      let isTiled = heads[head].count > 1
      var state = OnlineSoftmaxState()
      var first = 0
      for index in heads[head].indices {
        var tile = heads[head][index]
        let scores = sum(tile.scores, bias: nil, residual: nil)
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
              base: values.baseAddress! + first * model.attentionWidth + head * model.headWidth,
              rowStride: model.attentionWidth),
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

/// The ASIC's functions on arrays.
extension HardwareReference {
  private mutating func sum(_ parts: [[BFloat16]], bias: [BFloat16]?, residual: [BFloat16]?) -> [BFloat16] {
    if parts.count == 1, bias == nil, residual == nil { return parts[0] }
    // (((p₀ + p₁) + …) + bias) + residual, in binary32, rounded once.
    var total = BFloat16.widened(parts[0])
    for addend in Array(parts.dropFirst()) + [bias, residual].compactMap({ $0 }) {
      for k in total.indices { total[k] += Float(addend[k]) }
    }
    return BFloat16.rounded(total)
  }

  private func scaled(_ x: [BFloat16], by factor: Float) -> [BFloat16] {
    x.map { BFloat16(Float($0) * factor) }
  }

  private mutating func layerNorm(
    _ x: [BFloat16], _ gain: [BFloat16], _ bias: [BFloat16], _ epsilon: Float
  ) -> [BFloat16] {
    var result = x
    result.withUnsafeMutableBufferPointer { target in
      x.withUnsafeBufferPointer { x in
        gain.withUnsafeBufferPointer { gain in
          bias.withUnsafeBufferPointer {
            unit.layerNorm(x, gamma: gain, beta: $0, epsilon: epsilon, to: target)
          }
        }
      }
    }
    return result
  }

  private mutating func gelu(_ x: [BFloat16]) -> [BFloat16] {
    var result = x
    result.withUnsafeMutableBufferPointer { target in x.withUnsafeBufferPointer { unit.gelu($0, to: target) }
    }
    return result
  }

  private func rescaledSum(_ a: [BFloat16], _ x: [BFloat16], correction: Float) -> [BFloat16] {
    zip(a, x).map { BFloat16(Float($0) * correction + Float($1)) }
  }

  private mutating func normalised(_ x: [BFloat16], by sum: Float) -> [BFloat16] {
    var wide = BFloat16.widened(x)
    var result = x
    result.withUnsafeMutableBufferPointer { target in
      wide.withUnsafeMutableBufferPointer { unit.multiplyByReciprocal($0, of: sum, to: target) }
    }
    return result
  }
}
