internal import PIMNumerics

/// Random weights: the same seed gives the same weights on every machine.
///
/// Each tensor has a sequence of its own, so the order of requests has no effect. Matrices are uniform with a
/// variance of 1 / inputs, which keeps the size of activations from layer to layer. Gains are near 1, biases
/// and embeddings small. Every call computes its tensor again.
public struct RandomWeights: Weights, Hashable {
  /// The seed of all tensors' sequences.
  public let seed: UInt64

  /// Creates weights.
  public init(seed: UInt64) { self.seed = seed }

  /// A new bfloat16 tensor of random numbers.
  ///
  /// - Throws: `CheckpointError` if there is no memory for it.
  public func tensor(_ spec: TensorSpec) throws(CheckpointError) -> TensorData {
    let isVector = spec.shape.count == 1
    let isEmbedding = spec.name.hasPrefix("wte.") || spec.name.hasPrefix("wpe.")
    let isGain = isVector && spec.name.hasSuffix(".weight")
    // A uniform variable in ±a has a variance of a²/3.
    let reach: Float = isVector || isEmbedding ? 0.25 : (3 / Float(spec.shape[0])).squareRoot()
    let centre: Float = isGain ? 1 : 0
    return try TensorData(spec.name, of: "random weights", shape: spec.shape) { target in
      var generator = SeededGenerator(seed: seed ^ RandomWeights.hash(of: spec.name))
      var index = 0
      while index < target.count {
        var word = generator.next()
        for k in index..<min(index + 4, target.count) {
          let uniform = (Float(word & 0xFFFF) - 32767.5) * 0x1p-15
          target[k] = BFloat16(centre + reach * uniform)
          word >>= 16
        }
        index += 4
      }
    }
  }

  /// FNV-1a (Fowler, Noll, Vo), 64 bits.
  private static func hash(of name: String) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return hash
  }
}
