internal import Glibc
package import PIMWorkload

/// Reference B: an ordinary decoder in binary32 on OpenBLAS, with a KV cache.
///
///     var reference = try FloatReference(model: model, weights: weights)
///     let logits = reference.step(.token(17), position: 0)
///
/// The weights are held in binary32. OpenBLAS works on one thread, so that a machine gives the same result
/// every time. The last bits may differ from machine to machine.
package struct FloatReference {
  /// The input of a position.
  package enum Input: Sendable {
    /// A token, whose embedding is looked up.
    case token(Int)
    /// The residual stream, if the embedding is switched off.
    case hidden([Float])
  }

  /// Weights of one layer by role, and the layer's cache.
  private struct Layer {
    var weights: [WeightRole: [Float]] = [:]
    var keys: [Float] = []
    var values: [Float] = []
  }

  /// The model.
  package let model: ModelDescription
  private let graph: OperatorGraph
  private var layers: [Layer] = []
  /// Weights outside the layers.
  private let outside: [WeightRole: [Float]]
  private let includesHead: Bool
  /// The position that is computed, and its token; nil for an input that is no token.
  private var position = 0
  private var token: Int?
  /// The residual stream after each layer of the last position, the input first.
  package private(set) var hidden: [[Float]] = []
  /// The first value of a residual stream, or the first logit, that is not finite; nil while all are finite.
  package private(set) var nonFinite: NonFiniteValue?

  /// Converts the weights.
  ///
  /// - Parameter context: positions that are computed at most; the model's context for nil.
  /// - Throws: `CheckpointError` for a tensor of another shape or type than the model's,
  ///   `ExecutionError.libraryMissing` without OpenBLAS.
  package init(
    model: ModelDescription, context: Int? = nil, weights: some Weights, includesEmbedding: Bool = true,
    includesHead: Bool = true
  ) throws {
    try self.init(
      OperatorGraph(model, context: context ?? model.contextLimit), model: model, weights: weights,
      includesEmbedding: includesEmbedding, includesHead: includesHead)
  }

  /// Converts the weights of a graph, which need not have all of the model's operators.
  init(
    _ graph: OperatorGraph, model: ModelDescription, weights: some Weights, includesEmbedding: Bool,
    includesHead: Bool
  ) throws {
    try BLAS.load()
    self.model = model
    self.includesHead = includesHead
    self.graph = graph
    func load(_ nodes: [GraphNode], layer: Int?) throws -> [WeightRole: [Float]] {
      var loaded: [WeightRole: [Float]] = [:]
      for weight in nodes.flatMap(\.weights) where loaded[weight.role] == nil {
        let data = try weights.data(of: layer.map { weight.inLayer($0) } ?? weight)
        defer { data.discardPages() }
        loaded[weight.role] = data.floats()
      }
      return loaded
    }
    for layer in 0..<model.layers { layers.append(Layer(weights: try load(graph.layer, layer: layer))) }
    outside = try load(
      graph.prefix(embedding: includesEmbedding) + (includesHead ? graph.suffix : []), layer: nil)
  }

  /// Empties the cache.
  package mutating func reset() {
    for layer in layers.indices {
      layers[layer].keys = []
      layers[layer].values = []
    }
  }

  /// Fills the cache with keys and values of positions that are not computed, all small and none zero. The
  /// time of the next position does not depend on their values, so it can be measured.
  package mutating func fillCache(positions count: Int) {
    for layer in layers.indices {
      let width = model.keyValueWidth
      let count = min(count, graph.attention[layer].window ?? count)
      var cache: [Float] = []
      // Room for one more position, so that the next one is appended without copying the cache.
      cache.reserveCapacity((count + 1) * width)
      cache.append(contentsOf: repeatElement(0.125, count: count * width))
      layers[layer].keys = []
      layers[layer].keys.reserveCapacity((count + 1) * width)
      layers[layer].keys += cache
      layers[layer].values = cache
    }
  }

  /// Computes one position from input to logits; returns an empty array without a head.
  package mutating func step(_ input: Input, position: Int, wantsLogits: Bool = true) -> [Float] {
    self.position = position
    var values: [BufferID: [Float]] = [:]
    switch input {
    case .hidden(let given):
      values[.hidden] = given
      token = nil
    case .token(let own):
      precondition((0..<model.vocabulary).contains(own), "a token of the vocabulary")
      token = own
    }
    for node in graph.prefix(embedding: token != nil) { evaluate(node, layer: nil, &values) }
    var x = values[.hidden]!
    hidden = [x]
    look(at: x, "hidden", position, nil, "embedding")
    for layer in layers.indices {
      for node in graph.layer { evaluate(node, layer: layer, &values) }
      x = values[.hidden]!
      hidden.append(x)
      look(at: x, "hidden", position, layer, graph.layer.last?.name ?? "layer")
    }
    guard wantsLogits, includesHead else { return [] }
    for node in graph.suffix { evaluate(node, layer: nil, &values) }
    let logits = values[.logits]!
    look(at: logits, "logits", position, nil, "lm_head")
    return logits
  }

  /// Computes one node.
  private mutating func evaluate(_ node: GraphNode, layer: Int?, _ values: inout [BufferID: [Float]]) {
    func data(_ weight: GraphWeight) -> [Float] {
      (layer.map { layers[$0].weights } ?? outside)[weight.role]!
    }
    switch node.role {
    case .sampling: break
    case .embedding(let scale, let offset):
      let width = model.width
      let tokens = data(node.weights[0])
      var row = (0..<width).map { tokens[token! * width + $0] * scale }
      if node.weights.count > 1 {
        let positions = data(node.weights[1])
        for k in 0..<width { row[k] += positions[(position + offset) * width + k] }
      }
      values[node.output] = row
    case .constant(let constant):
      let (table, width) = (data(node.weights[0]), node.weights[0].inputs)
      let row = constant == .rotation ? position : 0
      values[node.output] = Array(table[row * width..<(row + 1) * width])
    case .norm(_, let function):
      values[node.output] = norm(
        values[node.inputs[0]]!, data(node.weights[0]),
        node.weights.count > 1 ? data(node.weights[1]) : nil, function)
    case .product:
      var result = multiply(
        Array(values[node.inputs[0]]!.prefix(node.matrix.inputs)), node.matrix, data(node.matrix),
        node.bias.map(data))
      if let residual = node.residual {
        var sum = values[residual]!
        add(result, to: &sum)
        result = sum
      }
      values[node.output] = result
    case .headNorm(let part, let function):
      let gain = data(node.weights[0])
      forEachHead(of: part, in: &values[node.output]!) { norm($0, gain, nil, function) }
    case .rotate(let part, let width, let pairs):
      let table = values[node.inputs[1]]!
      forEachHead(of: part, in: &values[node.output]!) {
        FloatReference.rotated($0, table, width: width, pairs)
      }
    case .keyWrite:
      AttentionCache.write(
        Array(slice(of: node, values, from: model.attentionWidth, model.keyValueWidth)),
        at: graph.attention[layer!].row(position: position), to: &layers[layer!].keys)
    case .valueWrite:
      AttentionCache.write(
        Array(
          slice(of: node, values, from: model.attentionWidth + model.keyValueWidth, model.keyValueWidth)),
        at: graph.attention[layer!].row(position: position), to: &layers[layer!].values)
    // Scores of all heads side by side, a row of tokens each.
    case .scores:
      let own = graph.attention[layer!]
      var result = scores(
        slice(of: node, values, from: 0, model.attentionWidth), keys: layers[layer!].keys, scale: own.scale)
      if node.inputs.count > 2 { addDistances(values[node.inputs[2]]!, own, to: &result) }
      values[node.output] = result
    case .softmax: values[node.output] = softmax(values[node.inputs[0]]!)
    case .context: values[node.output] = context(values[node.inputs[0]]!, values: layers[layer!].values)
    case .activation(let activation, let isGated):
      let input = values[node.inputs[0]]!
      let inner = isGated ? input.count / 2 : input.count
      var result = input.prefix(inner).map { FloatReference.apply(activation, to: $0) }
      if isGated { for k in 0..<inner { result[k] *= input[inner + k] } }
      values[node.output] = result
    }
  }

  /// Elements of a node's first input.
  private func slice(
    of node: GraphNode, _ values: [BufferID: [Float]], from first: Int, _ count: Int
  ) -> ArraySlice<Float> { values[node.inputs[0]]![first..<first + count] }

  /// Replaces each head of query or key by its function.
  private func forEachHead(of part: HeadPart, in qkv: inout [Float], _ function: ([Float]) -> [Float]) {
    let width = model.headWidth
    let heads =
      part == .query ? 0..<model.heads : model.heads..<model.heads + model.keyValueHeads
    for head in heads {
      let range = head * width..<(head + 1) * width
      qkv.replaceSubrange(range, with: function(Array(qkv[range])))
    }
  }

  /// The rotation of the first `width` elements of a head by a row of cosines and sines.
  private static func rotated(_ x: [Float], _ table: [Float], width: Int, _ pairs: Rotary.Pairs) -> [Float] {
    var result = x
    let half = width / 2
    for pair in 0..<half {
      let (a, b) = pairs == .halves ? (pair, pair + half) : (2 * pair, 2 * pair + 1)
      let (cosine, sine) = (table[pair], table[half + pair])
      result[a] = x[a] * cosine - x[b] * sine
      result[b] = x[b] * cosine + x[a] * sine
    }
    return result
  }

  /// Reduces each score by the distance of its token times the head's slope. Row t of a ring has the latest
  /// position up to the query's that is t modulo the window.
  private func addDistances(_ slopes: [Float], _ own: LayerAttention, to scores: inout [Float]) {
    let tokens = scores.count / model.heads
    for head in 0..<model.heads {
      for row in 0..<tokens {
        let distance = own.window.map { ((position - row) % $0 + $0) % $0 } ?? position - row
        scores[head * tokens + row] -= slopes[head] * Float(distance)
      }
    }
  }

  /// Records the first element that is not finite.
  private mutating func look(
    at values: [Float], _ name: String, _ position: Int, _ layer: Int?, _ node: String
  ) {
    guard nonFinite == nil, let element = values.firstIndex(where: { !$0.isFinite }) else { return }
    nonFinite = NonFiniteValue(
      position: position, layer: layer, node: node, result: name, element: element, value: values[element],
      arithmetic: .binary32)
  }

  private func add(_ y: [Float], to x: inout [Float]) {
    for k in x.indices { x[k] += y[k] }
  }

  /// x · matrix + bias.
  private func multiply(_ x: [Float], _ weight: GraphWeight, _ matrix: [Float], _ bias: [Float]?) -> [Float] {
    var y = bias ?? [Float](repeating: 0, count: weight.outputs)
    switch weight.order {
    case .inputsFirst:
      BLAS.multiply(
        matrix, rows: x.count, columns: y.count, stride: y.count, isTransposed: true, by: x,
        beta: bias == nil ? 0 : 1, into: &y)
    case .outputsFirst:
      BLAS.multiply(
        matrix, rows: y.count, columns: x.count, stride: x.count, by: x, beta: bias == nil ? 0 : 1, into: &y)
    }
    return y
  }

  private func norm(_ x: [Float], _ gain: [Float], _ bias: [Float]?, _ function: NormFunction) -> [Float] {
    var mean = 0.0
    if function.kind == .layer {
      for value in x { mean += Double(value) }
      mean /= Double(x.count)
    }
    var variance = 0.0
    for value in x { variance += (Double(value) - mean) * (Double(value) - mean) }
    variance /= Double(x.count)
    let factor = 1 / (variance + Double(function.epsilon)).squareRoot()
    return x.indices.map { Float((Double(x[$0]) - mean) * factor) * gain[$0] + (bias?[$0] ?? 0) }
  }

  /// A row of scores for each query head, one for each row of the cache.
  private func scores(_ query: ArraySlice<Float>, keys: [Float], scale: Float) -> [Float] {
    let (width, stride, group) = (model.headWidth, model.keyValueWidth, model.queryGroup)
    let tokens = keys.count / stride
    var result = [Float](repeating: 0, count: model.heads * tokens)
    keys.withUnsafeBufferPointer { keys in
      query.withUnsafeBufferPointer { query in
        result.withUnsafeMutableBufferPointer { result in
          for head in 0..<model.heads {
            BLAS.multiply(
              keys.baseAddress! + head / group * width, rows: tokens, columns: width, stride: stride,
              by: query.baseAddress! + head * width, alpha: scale, beta: 0,
              into: result.baseAddress! + head * tokens)
          }
        }
      }
    }
    return result
  }

  /// Each row of scores becomes probabilities.
  private func softmax(_ scores: [Float]) -> [Float] {
    var result = scores
    let tokens = scores.count / model.heads
    result.withUnsafeMutableBufferPointer { result in
      for first in stride(from: 0, to: result.count, by: tokens) {
        let row = UnsafeMutableBufferPointer(rebasing: result[first..<first + tokens])
        let greatest = row.max()!
        var sum: Float = 0
        for k in row.indices {
          row[k] = expf(row[k] - greatest)
          sum += row[k]
        }
        for k in row.indices { row[k] /= sum }
      }
    }
    return result
  }

  /// The values of all positions, weighted by each head's probabilities.
  private func context(_ probabilities: [Float], values: [Float]) -> [Float] {
    let (width, stride, group) = (model.headWidth, model.keyValueWidth, model.queryGroup)
    let tokens = values.count / stride
    var result = [Float](repeating: 0, count: model.attentionWidth)
    probabilities.withUnsafeBufferPointer { probabilities in
      values.withUnsafeBufferPointer { values in
        result.withUnsafeMutableBufferPointer { result in
          for head in 0..<model.heads {
            BLAS.multiply(
              values.baseAddress! + head / group * width, rows: tokens, columns: width, stride: stride,
              isTransposed: true, by: probabilities.baseAddress! + head * tokens, beta: 0,
              into: result.baseAddress! + head * width)
          }
        }
      }
    }
    return result
  }

  private static func apply(_ activation: Activation, to x: Float) -> Float {
    switch activation {
    case .geluTanh: 0.5 * x * (1 + tanhf(0.7978845608 * (x + 0.044715 * x * x * x)))
    case .gelu: 0.5 * x * erfcf(-x * 0.7071067812)
    case .relu: max(x, 0)
    case .silu: x / (1 + expf(-x))
    }
  }
}
