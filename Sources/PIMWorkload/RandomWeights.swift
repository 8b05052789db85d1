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

  /// A new bfloat16 tensor of random numbers. Role and order decide their distribution, the name only the
  /// seed.
  ///
  /// - Throws: `CheckpointError` if there is no memory for it.
  public func tensor(_ weight: GraphWeight) throws(CheckpointError) -> TensorData {
    let (centre, reach) = RandomWeights.distribution(of: weight)
    let tensor = weight.tensor
    return try TensorData(tensor.name, of: "random weights", shape: tensor.shape) { target in
      var generator = SeededGenerator(seed: seed ^ RandomWeights.hash(of: tensor.name))
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

  /// The uniform distribution of a weight's elements: its centre, and the distance of its ends from there.
  private static func distribution(of weight: GraphWeight) -> (centre: Float, reach: Float) {
    switch weight.role {
    case .gain, .headGain: (1, 0.25)
    case .shift, .bias, .tokenEmbedding, .positionEmbedding: (0, 0.25)
    // A uniform variable in ±a has a variance of a²/3.
    case .matrix: (0, (3 / Float(weight.inputs)).squareRoot())
    case .rotation, .slopes: preconditionFailure("constants are not random")
    }
  }

  /// FNV-1a (Fowler, Noll, Vo), 64 bits.
  private static func hash(of name: String) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return hash
  }
}
