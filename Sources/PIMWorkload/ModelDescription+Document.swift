package import PIMConfiguration

extension ModelDescription {
  /// The description as a model document, which decoding reads back into the same description.
  ///
  /// As in files written by hand, sections that say nothing but GPT-2's defaults are left out.
  ///
  /// - Parameters:
  ///   - mark: the place of the document.
  ///   - origin: the place and the provenance of a value by its path, such as `positions.base`.
  package func document(
    at mark: Mark, origin: (String) -> (mark: Mark, provenance: Provenance)
  ) -> Node {
    func node(_ path: String, _ scalar: Node.Scalar) -> Node {
      let (place, provenance) = origin(path)
      return Node(.scalar(scalar), mark: place, provenance: provenance)
    }
    func content(_ value: DocumentValue, _ path: String) -> Node {
      switch value {
      case .scalar(let scalar): return node(path, scalar)
      case .list(let scalars):
        return Node(.sequence(scalars.map { node(path, $0) }), mark: origin(path).mark)
      case .section(let values):
        return mapping(values, path + ".")
      }
    }
    func mapping(_ values: [(key: String, value: DocumentValue)], _ prefix: String) -> Node {
      let entries = values.map { key, value in
        let node = content(value, prefix + key)
        return Node.Entry(key: Node.Key(key, mark: node.mark), value: node)
      }
      return Node(.mapping(Node.Mapping(entries)), mark: mark)
    }
    return mapping(documentValues, "")
  }

  private var documentValues: [(key: String, value: DocumentValue)] {
    var values: [(key: String, value: DocumentValue)] = [
      ("name", .text(name)), ("width", .number(width)), ("heads", .number(heads)),
    ]
    if keyValueHeads != heads { values.append(("keyValueHeads", .number(keyValueHeads))) }
    if headWidth * heads != width { values.append(("headWidth", .number(headWidth))) }
    values += [
      ("layers", .number(layers)), ("ffnWidth", .number(ffnWidth)), ("vocabulary", .number(vocabulary)),
      ("contextLimit", .number(contextLimit)),
    ]
    let standard = ModelFeatures()
    if features.norm == Norm(epsilon: normEpsilon) {
      values.append(("layerNormEpsilon", .number(normEpsilon)))
    } else {
      values.append(("norm", .section(features.norm.documentValues)))
    }
    if features.positions != standard.positions {
      values.append(("positions", .section(features.positions.documentValues)))
    }
    if features.attention != standard.attention {
      values.append(("attention", .section(features.attention.documentValues)))
    }
    if features.feedForward != standard.feedForward {
      values.append(("feedForward", .section(features.feedForward.documentValues)))
    }
    if features.residual != standard.residual {
      values.append(("residual", .word(features.residual.rawValue)))
    }
    if features.embedding != standard.embedding {
      let embedding: [(key: String, value: DocumentValue)] = [
        ("scale", .number(features.embedding.scale)), ("norm", .flag(features.embedding.hasNorm)),
      ]
      values.append(("embedding", .section(embedding)))
    }
    if features.head != standard.head {
      let head: [(key: String, value: DocumentValue)] = [
        ("tied", .flag(features.head.isTied)), ("bias", .flag(features.head.hasBias)),
      ]
      values.append(("head", .section(head)))
    }
    if encoding != .ids { values.append(("encoding", .word(encoding.rawValue))) }
    return values
  }
}

/// A value of a document before it has a place.
private indirect enum DocumentValue {
  case scalar(Node.Scalar)
  case list([Node.Scalar])
  case section([(key: String, value: DocumentValue)])

  static func text(_ text: String) -> DocumentValue { .scalar(Node.Scalar(text, isPlain: false)) }
  static func word(_ text: String) -> DocumentValue { .scalar(Node.Scalar(text)) }
  static func number(_ value: Int) -> DocumentValue { .word("\(value)") }
  static func flag(_ value: Bool) -> DocumentValue { .word(value ? "true" : "false") }

  /// The shortest text that is read back as the same binary32 number.
  static func number(_ value: Float) -> DocumentValue {
    .word(value.rounded() == value && abs(value) < 0x1p24 ? "\(Int(value))" : "\(value)")
  }
}

extension Norm {
  fileprivate var documentValues: [(key: String, value: DocumentValue)] {
    var values: [(key: String, value: DocumentValue)] = [
      ("kind", .word(kind.rawValue)), ("epsilon", .number(epsilon)), ("bias", .flag(hasBias)),
    ]
    if hasUnitOffset { values.append(("unitOffset", .flag(true))) }
    return values
  }
}

extension Positions {
  fileprivate var documentValues: [(key: String, value: DocumentValue)] {
    switch self {
    case .learned(let offset): return [("kind", .word("learned")), ("offset", .number(offset))]
    case .alibi: return [("kind", .word("alibi"))]
    case .none: return [("kind", .word("none"))]
    case .rotary(let rotary):
      var values: [(key: String, value: DocumentValue)] = [
        ("kind", .word("rotary")), ("width", .number(rotary.width)), ("base", .number(rotary.base)),
        ("pairs", .word(rotary.pairs.rawValue)),
      ]
      if let scaling = rotary.scaling { values.append(("scaling", .section(scaling.documentValues))) }
      return values
    }
  }
}

extension Rotary.Scaling {
  fileprivate var documentValues: [(key: String, value: DocumentValue)] {
    switch self {
    case .linear(let factor): [("kind", .word("linear")), ("factor", .number(factor))]
    case .dynamic(let factor): [("kind", .word("dynamic")), ("factor", .number(factor))]
    case .llama3(let factor, let low, let high, let original):
      [
        ("kind", .word("llama3")), ("factor", .number(factor)), ("lowFrequencyFactor", .number(low)),
        ("highFrequencyFactor", .number(high)), ("originalContext", .number(original)),
      ]
    }
  }
}

extension AttentionFeatures {
  fileprivate var documentValues: [(key: String, value: DocumentValue)] {
    var values: [(key: String, value: DocumentValue)] = [
      ("bias", .flag(hasBias)), ("outputBias", .flag(hasOutputBias)),
    ]
    if let scale { values.append(("scale", .number(scale))) }
    if dividesByLayer { values.append(("scaleByLayer", .flag(true))) }
    if let window { values.append(("window", .number(window))) }
    if !windowPattern.isEmpty {
      let pattern = windowPattern.map { Node.Scalar($0 ? "local" : "global") }
      values.append(("windowPattern", .list(pattern)))
    }
    if normsQueriesAndKeys { values.append(("queryKeyNorm", .flag(true))) }
    return values
  }
}

extension FeedForwardFeatures {
  fileprivate var documentValues: [(key: String, value: DocumentValue)] {
    [
      ("activation", .word(activation.rawValue)), ("gated", .flag(isGated)), ("bias", .flag(hasBias)),
    ]
  }
}
