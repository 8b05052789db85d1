internal import Glibc
public import PIMWorkload

/// Reference B: an ordinary GPT-2 in binary32 on OpenBLAS, with a KV cache.
///
///     var reference = try FloatReference(model: model, weights: weights)
///     let logits = reference.step(.token(17), position: 0)
///
/// It holds its weights in binary32. OpenBLAS works on one thread, so that a machine gives the same result every time; another
/// machine's may differ in the last bits.
public struct FloatReference {
  public enum Input: Sendable {
    case token(Int)
    case hidden([Float])
  }

  /// Weights of one block.
  private struct Layer {
    var gain1, bias1, qkv, qkvBias, projection, projectionBias, gain2, bias2, up, upBias, down,
      downBias: [Float]
    var keys: [Float] = []
    var values: [Float] = []
  }

  public let model: ModelDescription
  private var layers: [Layer] = []
  private let gain: [Float]
  private let bias: [Float]
  private let tokens: [Float]
  private let positions: [Float]
  /// The residual stream after each layer of the last step, the input first.
  public private(set) var hidden: [[Float]] = []
  /// The first part of a residual stream, or logit, that is not finite; nil while all are.
  public private(set) var nonFinite: NonFiniteValue?

  /// - Throws: `CheckpointError` for a tensor that is not as the model says, `ExecutionError.libraryMissing` where there is no OpenBLAS.
  public init(
    model: ModelDescription, weights: some Weights, includesEmbedding: Bool = true, includesHead: Bool = true
  ) throws {
    try BLAS.load()
    self.model = model
    func load(_ name: String, _ shape: [Int]) throws -> [Float] {
      let data = try weights.tensor(TensorSpec(name, shape))
      defer { data.discardPages() }
      return data.floats()
    }
    let (width, attention, inner) = (model.width, model.attentionWidth, model.ffnWidth)
    for layer in 0..<model.layers {
      func block(_ name: String, _ shape: [Int]) throws -> [Float] {
        try load(OperatorGraph.name(name, layer: layer), shape)
      }
      layers.append(
        Layer(
          gain1: try block("ln_1.weight", [width]), bias1: try block("ln_1.bias", [width]),
          qkv: try block("attn.c_attn.weight", [width, 3 * attention]),
          qkvBias: try block("attn.c_attn.bias", [3 * attention]),
          projection: try block("attn.c_proj.weight", [attention, width]),
          projectionBias: try block("attn.c_proj.bias", [width]), gain2: try block("ln_2.weight", [width]),
          bias2: try block("ln_2.bias", [width]), up: try block("mlp.c_fc.weight", [width, inner]),
          upBias: try block("mlp.c_fc.bias", [inner]), down: try block("mlp.c_proj.weight", [inner, width]),
          downBias: try block("mlp.c_proj.bias", [width])))
    }
    gain = includesHead ? try load("ln_f.weight", [width]) : []
    bias = includesHead ? try load("ln_f.bias", [width]) : []
    tokens = includesHead || includesEmbedding ? try load("wte.weight", [model.vocabulary, width]) : []
    positions = includesEmbedding ? try load("wpe.weight", [model.contextLimit, width]) : []
  }

  /// Forgets all keys and values.
  public mutating func reset() {
    for layer in layers.indices {
      layers[layer].keys = []
      layers[layer].values = []
    }
  }

  /// Puts keys and values of so many positions in the cache without computing them, all small and none zero: for measuring how long
  /// the position after them takes, which does not depend on their values.
  public mutating func fillCache(positions count: Int) {
    for layer in layers.indices {
      var cache: [Float] = []
      // So that the next position is appended without copying those before it.
      cache.reserveCapacity((count + 1) * model.attentionWidth)
      cache.append(contentsOf: repeatElement(0.125, count: count * model.attentionWidth))
      layers[layer].keys = []
      layers[layer].keys.reserveCapacity((count + 1) * model.attentionWidth)
      layers[layer].keys += cache
      layers[layer].values = cache
    }
  }

  /// One position from input to logits; empty without a head.
  public mutating func step(_ input: Input, position: Int, wantsLogits: Bool = true) -> [Float] {
    let width = model.width
    var x: [Float]
    switch input {
    case .hidden(let values): x = values
    case .token(let token):
      precondition((0..<model.vocabulary).contains(token), "a token of the vocabulary")
      x = (0..<width).map { tokens[token * width + $0] + positions[position * width + $0] }
    }
    hidden = [x]
    look(at: x, "hidden", position, nil, "embedding")
    for layer in layers.indices {
      let qkv = linear(
        norm(x, layers[layer].gain1, layers[layer].bias1), layers[layer].qkv, layers[layer].qkvBias)
      // Before anything else refers to the cache, which would be copied whole.
      layers[layer].keys += qkv[model.attentionWidth..<2 * model.attentionWidth]
      layers[layer].values += qkv[(2 * model.attentionWidth)...]
      let weights = layers[layer]
      let attention = attend(qkv, keys: layers[layer].keys, values: layers[layer].values)
      add(linear(attention, weights.projection, weights.projectionBias), to: &x)
      let inner = linear(norm(x, weights.gain2, weights.bias2), weights.up, weights.upBias)
      add(linear(inner.map(FloatReference.gelu), weights.down, weights.downBias), to: &x)
      hidden.append(x)
      look(at: x, "hidden", position, layer, "block")
    }
    guard wantsLogits, !gain.isEmpty else { return [] }
    var logits = [Float](repeating: 0, count: model.vocabulary)
    BLAS.multiply(
      tokens, rows: model.vocabulary, columns: width, stride: width, by: norm(x, gain, bias), beta: 0,
      into: &logits)
    look(at: logits, "logits", position, nil, "lm_head")
    return logits
  }

  /// Keeps the first element that is not finite.
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

  /// x · matrix + bias; the matrix is [inputs, outputs].
  private func linear(_ x: [Float], _ matrix: [Float], _ bias: [Float]) -> [Float] {
    var y = bias
    BLAS.multiply(
      matrix, rows: x.count, columns: y.count, stride: y.count, isTransposed: true, by: x, beta: 1, into: &y)
    return y
  }

  private func norm(_ x: [Float], _ gain: [Float], _ bias: [Float]) -> [Float] {
    var mean = 0.0
    for value in x { mean += Double(value) }
    mean /= Double(x.count)
    var variance = 0.0
    for value in x { variance += (Double(value) - mean) * (Double(value) - mean) }
    variance /= Double(x.count)
    let factor = 1 / (variance + Double(model.layerNormEpsilon)).squareRoot()
    return x.indices.map { Float((Double(x[$0]) - mean) * factor) * gain[$0] + bias[$0] }
  }

  private func attend(_ qkv: [Float], keys: [Float], values: [Float]) -> [Float] {
    let (width, stride) = (model.headWidth, model.attentionWidth)
    let count = keys.count / stride
    let scale = 1 / Float(width).squareRoot()
    var result = [Float](repeating: 0, count: stride)
    var scores = [Float](repeating: 0, count: count)
    for head in 0..<model.heads {
      let first = head * width
      keys.withUnsafeBufferPointer { keys in
        values.withUnsafeBufferPointer { values in
          qkv.withUnsafeBufferPointer { qkv in
            result.withUnsafeMutableBufferPointer { result in
              BLAS.multiply(
                keys.baseAddress! + first, rows: count, columns: width, stride: stride,
                by: qkv.baseAddress! + first, alpha: scale, beta: 0, into: &scores)
              softmax(&scores)
              BLAS.multiply(
                values.baseAddress! + first, rows: count, columns: width, stride: stride, isTransposed: true,
                by: scores, beta: 0, into: result.baseAddress! + first)
            }
          }
        }
      }
    }
    return result
  }

  private func softmax(_ x: inout [Float]) {
    let greatest = x.max()!
    var sum: Float = 0
    for k in x.indices {
      x[k] = expf(x[k] - greatest)
      sum += x[k]
    }
    for k in x.indices { x[k] /= sum }
  }

  private static func gelu(_ x: Float) -> Float {
    0.5 * x * (1 + tanhf(0.7978845608 * (x + 0.044715 * x * x * x)))
  }
}
