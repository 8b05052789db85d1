internal import PIMNumerics
internal import PIMWorkload

/// The ASIC's functions on arrays.
extension HardwareReference {
  mutating func sum(_ parts: [[BFloat16]], bias: [BFloat16]?, residual: [BFloat16]?) -> [BFloat16] {
    if parts.count == 1, bias == nil, residual == nil { return parts[0] }
    // (((p₀ + p₁) + …) + bias) + residual, in binary32, rounded once.
    var total = BFloat16.widened(parts[0])
    for addend in Array(parts.dropFirst()) + [bias, residual].compactMap({ $0 }) {
      for k in total.indices { total[k] += Float(addend[k]) }
    }
    return BFloat16.rounded(total)
  }

  func scaled(_ x: [BFloat16], by factor: Float) -> [BFloat16] {
    x.map { BFloat16(Float($0) * factor) }
  }

  mutating func norm(
    _ x: [BFloat16], _ gain: [BFloat16], _ bias: [BFloat16]?, _ function: NormFunction
  ) -> [BFloat16] {
    transformed(x) { unit, x, target in
      gain.withUnsafeBufferPointer { gain in
        switch (function.kind, bias) {
        case (.rms, _): unit.rmsNorm(x, gain: gain, epsilon: function.epsilon, to: target)
        case (.layer, nil):
          unit.layerNorm(x, gamma: gain, beta: nil, epsilon: function.epsilon, to: target)
        case (.layer, let bias?):
          bias.withUnsafeBufferPointer {
            unit.layerNorm(x, gamma: gain, beta: $0, epsilon: function.epsilon, to: target)
          }
        }
      }
    }
  }

  mutating func apply(_ activation: Activation, to x: [BFloat16]) -> [BFloat16] {
    transformed(x) { unit, x, target in
      switch activation {
      case .geluTanh: unit.gelu(x, to: target)
      case .gelu: unit.geluErf(x, to: target)
      case .relu: unit.relu(x, to: target)
      case .silu: unit.silu(x, to: target)
      }
    }
  }

  mutating func gated(_ x: [BFloat16], by y: [BFloat16]) -> [BFloat16] {
    transformed(x) { unit, x, target in y.withUnsafeBufferPointer { unit.product(x, $0, to: target) } }
  }

  /// The rotation of the first `width` elements of a head.
  mutating func rotated(
    _ x: [BFloat16], _ table: [BFloat16], width: Int, _ pairs: Rotary.Pairs
  ) -> [BFloat16] {
    let rotated = transformed(Array(x.prefix(width))) { unit, x, target in
      table.withUnsafeBufferPointer {
        unit.rotate(x, table: $0, pairs: pairs == .halves ? .halves : .neighbours, to: target)
      }
    }
    return rotated + x.dropFirst(width)
  }

  /// Scores of a head for rows of the caches from `first` on, less the distance of each row's token times the
  /// head's slope. Rows of a ring after the query's own hold earlier tokens.
  mutating func reduced(
    _ scores: [BFloat16], from first: Int, head: Int, _ own: LayerAttention
  ) -> [BFloat16] {
    let row = own.row(position: position)
    let recent = max(0, min(scores.count, row + 1 - first))
    var result: [BFloat16] = []
    for (part, newest) in [(scores[..<recent], row), (scores[recent...], row + (own.window ?? 0))] {
      if part.isEmpty { continue }
      let (slope, distance) = (slopes[head], newest - first - part.startIndex)
      result += transformed(Array(part)) { unit, x, target in
        unit.alibi(x, slope: slope, distance: distance, to: target)
      }
    }
    return result
  }

  private mutating func transformed(
    _ x: [BFloat16],
    _ function: (inout ArithmeticUnit, UnsafeBufferPointer<BFloat16>, UnsafeMutableBufferPointer<BFloat16>)
      -> Void
  ) -> [BFloat16] {
    var result = x
    result.withUnsafeMutableBufferPointer { target in
      x.withUnsafeBufferPointer { function(&unit, $0, target) }
    }
    return result
  }

  func rescaledSum(_ a: [BFloat16], _ x: [BFloat16], correction: Float) -> [BFloat16] {
    zip(a, x).map { BFloat16(Float($0) * correction + Float($1)) }
  }

  mutating func normalised(_ x: [BFloat16], by sum: Float) -> [BFloat16] {
    var wide = BFloat16.widened(x)
    var result = x
    result.withUnsafeMutableBufferPointer { target in
      wide.withUnsafeMutableBufferPointer { unit.multiplyByReciprocal($0, of: sum, to: target) }
    }
    return result
  }
}
