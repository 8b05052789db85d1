internal import Glibc
package import PIMWorkload

/// Reference B: an ordinary GPT-2 in binary32 on OpenBLAS, with a KV cache.
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
  /// The residual stream after each layer of the last position, the input first.
  package private(set) var hidden: [[Float]] = []
  /// The first value of a residual stream, or the first logit, that is not finite; nil while all are finite.
  package private(set) var nonFinite: NonFiniteValue?

  /// Converts the weights.
  ///
  /// - Throws: `CheckpointError` for a tensor of another shape or type than the model's,
  ///   `ExecutionError.libraryMissing` without OpenBLAS.
  package init(
    model: ModelDescription, weights: some Weights, includesEmbedding: Bool = true, includesHead: Bool = true
  ) throws {
    try self.init(
      OperatorGraph(model, context: model.contextLimit), model: model, weights: weights,
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
        let data = try weights.tensor(layer.map { weight.inLayer($0) } ?? weight)
        defer { data.discardPages() }
        loaded[weight.role] = data.floats()
      }
      return loaded
    }
    for layer in 0..<model.layers { layers.append(Layer(weights: try load(graph.layer, layer: layer))) }
    outside = try load(
      (includesEmbedding ? graph.prefix : []) + (includesHead ? graph.suffix : []), layer: nil)
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
      var cache: [Float] = []
      // Room for one more position, so that the next one is appended without copying the cache.
      cache.reserveCapacity((count + 1) * model.attentionWidth)
      cache.append(contentsOf: repeatElement(0.125, count: count * model.attentionWidth))
      layers[layer].keys = []
      layers[layer].keys.reserveCapacity((count + 1) * model.attentionWidth)
      layers[layer].keys += cache
      layers[layer].values = cache
    }
  }

  /// Computes one position from input to logits; returns an empty array without a head.
  package mutating func step(_ input: Input, position: Int, wantsLogits: Bool = true) -> [Float] {
    let width = model.width
    var x: [Float]
    switch input {
    case .hidden(let values): x = values
    case .token(let token):
      precondition((0..<model.vocabulary).contains(token), "a token of the vocabulary")
      let (tokens, positions) = (outside[.tokenEmbedding]!, outside[.positionEmbedding]!)
      x = (0..<width).map { tokens[token * width + $0] + positions[position * width + $0] }
    }
    hidden = [x]
    look(at: x, "hidden", position, nil, "embedding")
    var values: [BufferID: [Float]] = [.hidden: x]
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
    /// Query (0), key (1) or value (2) of all heads.
    func part(_ index: Int) -> ArraySlice<Float> {
      let width = model.attentionWidth
      return values[node.inputs[0]]![index * width..<(index + 1) * width]
    }
    switch node.role {
    case .embedding, .sampling: break
    case .norm(_, let epsilon):
      values[node.output] = norm(
        values[node.inputs[0]]!, data(node.weights[0]), data(node.weights[1]), epsilon)
    case .product:
      var result = multiply(
        values[node.inputs[0]]!, node.matrix, data(node.matrix), node.bias.map(data))
      if let residual = node.residual {
        var sum = values[residual]!
        add(result, to: &sum)
        result = sum
      }
      values[node.output] = result
    case .keyWrite: layers[layer!].keys += part(1)
    case .valueWrite: layers[layer!].values += part(2)
    // Scores of all heads side by side, a row of tokens each.
    case .scores(let scale):
      values[node.output] = scores(part(0), keys: layers[layer!].keys, scale: scale)
    case .softmax: values[node.output] = softmax(values[node.inputs[0]]!)
    case .context: values[node.output] = context(values[node.inputs[0]]!, values: layers[layer!].values)
    case .activation(let activation):
      switch activation {
      case .gelu: values[node.output] = values[node.inputs[0]]!.map(FloatReference.gelu)
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

  private func norm(_ x: [Float], _ gain: [Float], _ bias: [Float], _ epsilon: Float) -> [Float] {
    var mean = 0.0
    for value in x { mean += Double(value) }
    mean /= Double(x.count)
    var variance = 0.0
    for value in x { variance += (Double(value) - mean) * (Double(value) - mean) }
    variance /= Double(x.count)
    let factor = 1 / (variance + Double(epsilon)).squareRoot()
    return x.indices.map { Float((Double(x[$0]) - mean) * factor) * gain[$0] + bias[$0] }
  }

  /// A row of scores for each head, one for each position in the cache.
  private func scores(_ query: ArraySlice<Float>, keys: [Float], scale: Float) -> [Float] {
    let (width, stride) = (model.headWidth, model.attentionWidth)
    let tokens = keys.count / stride
    var result = [Float](repeating: 0, count: model.heads * tokens)
    keys.withUnsafeBufferPointer { keys in
      query.withUnsafeBufferPointer { query in
        result.withUnsafeMutableBufferPointer { result in
          for head in 0..<model.heads {
            BLAS.multiply(
              keys.baseAddress! + head * width, rows: tokens, columns: width, stride: stride,
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
    let (width, stride) = (model.headWidth, model.attentionWidth)
    let tokens = values.count / stride
    var result = [Float](repeating: 0, count: stride)
    probabilities.withUnsafeBufferPointer { probabilities in
      values.withUnsafeBufferPointer { values in
        result.withUnsafeMutableBufferPointer { result in
          for head in 0..<model.heads {
            BLAS.multiply(
              values.baseAddress! + head * width, rows: tokens, columns: width, stride: stride,
              isTransposed: true, by: probabilities.baseAddress! + head * tokens, beta: 0,
              into: result.baseAddress! + head * width)
          }
        }
      }
    }
    return result
  }

  private static func gelu(_ x: Float) -> Float {
    0.5 * x * (1 + tanhf(0.7978845608 * (x + 0.044715 * x * x * x)))
  }
}
