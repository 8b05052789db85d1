package import PIMWorkload

extension ModelFeatures {
  /// The family of a model in the field's words: norm, positions, activation, and what is unusual.
  package var summary: String {
    var words = [
      norm.kind == .rms ? "RMS norm" : "layer norm", positions.word, feedForward.word,
    ]
    switch residual {
    case .sequential: break
    case .parallel: words.append("parallel")
    case .parallelTwoNorms: words.append("parallel with two norms")
    }
    if let window = attention.window { words.append("window \(NumberText.count(window))") }
    if embedding.hasNorm { words.append("normed embedding") }
    if attention.normsQueriesAndKeys { words.append("normed queries and keys") }
    return words.joined(separator: ", ")
  }
}

extension Positions {
  fileprivate var word: String {
    switch self {
    case .learned: "learned positions"
    case .rotary: "rotary"
    case .alibi: "ALiBi"
    case .none: "no positions"
    }
  }
}

extension FeedForwardFeatures {
  /// The activation, or the gated unit that is named after it (Shazeer, "GLU variants improve Transformer",
  /// 2020).
  fileprivate var word: String {
    switch activation {
    case .gelu, .geluTanh: isGated ? "GeGLU" : "GELU"
    case .relu: isGated ? "ReGLU" : "ReLU"
    case .silu: isGated ? "SwiGLU" : "SiLU"
    }
  }
}
