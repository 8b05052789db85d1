extension OperatorGraph {
  /// Creates the graph of a decoder for a KV cache of `context` positions.
  ///
  /// Names are those of GPT-2's checkpoints, for all families; a family's own names are the checkpoint's
  /// (`CheckpointLayout`). Matrices are [inputs, outputs]; query, key and value are one product, and so are
  /// gate and up.
  public init(_ model: ModelDescription, context: Int) {
    let builder = DecoderBuilder(model: model, context: context)
    self.init(
      prefix: builder.prefix, layer: builder.layer, layers: model.layers, suffix: builder.suffix,
      attention: model.layerAttention, buffers: builder.buffers)
  }
}

/// Makes the nodes and buffers of a decoder from its features.
private struct DecoderBuilder {
  let model: ModelDescription
  let context: Int

  private var features: ModelFeatures { model.features }
  private var width: Int { model.width }

  private var tokens: GraphWeight {
    GraphWeight(
      .tokenEmbedding, TensorSpec("wte.weight", [model.vocabulary, width]), order: .outputsFirst)
  }

  /// Rows of the caches: the context, or less if all layers have a window.
  private var cacheRows: Int {
    min(context, model.layerAttention.map { $0.window ?? .max }.max() ?? .max)
  }

  private var hasPositionEmbedding: Bool {
    if case .learned = features.positions { true } else { false }
  }

  // MARK: Nodes

  private func norm(
    _ name: String, _ role: NormRole, of input: BufferID = .hidden, output: BufferID
  ) -> GraphNode {
    let norm = features.norm
    var weights = [GraphWeight(.gain(role), TensorSpec(name + ".weight", [width]))]
    if norm.hasBias { weights.append(GraphWeight(.shift(role), TensorSpec(name + ".bias", [width]))) }
    return GraphNode(
      name, .norm(role, NormFunction(norm)), inputs: [input], weights: weights, output: output)
  }

  private func product(
    _ name: String, _ role: ProductRole, of input: BufferID, _ inputs: Int, _ outputs: Int, bias: Bool,
    residual: BufferID? = nil, output: BufferID
  ) -> GraphNode {
    var weights = [GraphWeight(.matrix(role), TensorSpec(name + ".weight", [inputs, outputs]))]
    if bias { weights.append(GraphWeight(.bias(role), TensorSpec(name + ".bias", [outputs]))) }
    return GraphNode(
      name, .product(role), inputs: [input], residual: residual, weights: weights, output: output)
  }

  /// Nodes before the layers: the embedding, and constants that all layers of a position use.
  var prefix: [GraphNode] {
    var nodes: [GraphNode] = []
    var rows = [tokens]
    if case .learned(let offset) = features.positions {
      let count = max(model.contextLimit, context) + offset
      rows.append(
        GraphWeight(.positionEmbedding, TensorSpec("wpe.weight", [count, width]), order: .outputsFirst))
      nodes.append(
        GraphNode(
          "embedding", .embedding(scale: features.embedding.scale, positionOffset: offset), inputs: [],
          weights: rows, output: .hidden))
    } else {
      nodes.append(
        GraphNode(
          "embedding", .embedding(scale: features.embedding.scale, positionOffset: 0), inputs: [],
          weights: rows, output: .hidden))
    }
    if features.embedding.hasNorm { nodes.append(norm("ln_e", .embedding, output: .hidden)) }
    switch features.positions {
    case .rotary(let rotary):
      let table = TensorSpec("rotary.table", [context, rotary.width])
      nodes.append(
        GraphNode(
          "rotary", .constant(.rotation), inputs: [],
          weights: [GraphWeight(.rotation(rotary), table, order: .outputsFirst)], output: .rotation))
    case .alibi:
      let slopes = TensorSpec("alibi.slopes", [1, model.heads])
      nodes.append(
        GraphNode(
          "alibi", .constant(.slopes), inputs: [],
          weights: [GraphWeight(.slopes, slopes, order: .outputsFirst)], output: .slopes))
    case .learned, .none: break
    }
    return nodes
  }

  /// Nodes of one layer.
  var layer: [GraphNode] {
    let order = features.residual
    let secondNorm = norm("ln_2", .feedForward, output: .normed(.feedForward))
    var nodes = [norm("ln_1", .attention, output: .normed(.attention))]
    nodes += queryKeyValue
    // The residual stream changes with the projection, so a parallel part takes its norm before.
    if order == .parallelTwoNorms { nodes.append(secondNorm) }
    nodes += attention
    nodes.append(
      product(
        "attn.c_proj", .projection, of: .attention, model.attentionWidth, width,
        bias: features.attention.hasOutputBias, residual: .hidden, output: .hidden))
    if order == .sequential { nodes.append(secondNorm) }
    nodes += feedForward(of: order == .parallel ? .normed(.attention) : .normed(.feedForward))
    return nodes
  }

  private var queryKeyValue: [GraphNode] {
    let (width, headWidth) = (model.width, model.headWidth)
    let outputs = model.attentionWidth + 2 * model.keyValueWidth
    var nodes = [
      product(
        "attn.c_attn", .queryKeyValue, of: .normed(.attention), width, outputs,
        bias: features.attention.hasBias, output: .queryKeyValue)
    ]
    for part in HeadPart.allCases {
      if features.attention.normsQueriesAndKeys {
        let name = part == .query ? "attn.q_norm" : "attn.k_norm"
        let function = NormFunction(kind: .rms, epsilon: features.norm.epsilon)
        nodes.append(
          GraphNode(
            name, .headNorm(part, function), inputs: [.queryKeyValue],
            weights: [GraphWeight(.headGain(part), TensorSpec(name + ".weight", [headWidth]))],
            output: .queryKeyValue))
      }
      if case .rotary(let rotary) = features.positions {
        let name = part == .query ? "attn.q_rotary" : "attn.k_rotary"
        nodes.append(
          GraphNode(
            name, .rotate(part, width: rotary.width, rotary.pairs), inputs: [.queryKeyValue, .rotation],
            output: .queryKeyValue))
      }
    }
    return nodes
  }

  private var attention: [GraphNode] {
    var scores: [BufferID] = [.queryKeyValue, .keys]
    if features.positions == .alibi { scores.append(.slopes) }
    return [
      GraphNode("attn.key", .keyWrite, inputs: [.queryKeyValue], output: .keys),
      GraphNode("attn.value", .valueWrite, inputs: [.queryKeyValue], output: .values),
      GraphNode("attn.scores", .scores, inputs: scores, output: .scores),
      GraphNode("attn.softmax", .softmax, inputs: [.scores], output: .scores),
      GraphNode("attn.context", .context, inputs: [.scores, .values], output: .attention),
    ]
  }

  private func feedForward(of input: BufferID) -> [GraphNode] {
    let part = features.feedForward
    let inner = model.ffnWidth
    return [
      product(
        "mlp.c_fc", .feedForwardUp, of: input, width, part.isGated ? 2 * inner : inner, bias: part.hasBias,
        output: .inner),
      GraphNode(
        "mlp.act", .activation(part.activation, isGated: part.isGated), inputs: [.inner], output: .inner),
      product(
        "mlp.c_proj", .feedForwardDown, of: .inner, inner, width, bias: part.hasBias, residual: .hidden,
        output: .hidden),
    ]
  }

  /// Nodes after the layers.
  var suffix: [GraphNode] {
    var weights = [
      features.head.isTied
        ? tokens
        : GraphWeight(
          .matrix(.head), TensorSpec("lm_head.weight", [model.vocabulary, width]), order: .outputsFirst)
    ]
    if features.head.hasBias {
      weights.append(GraphWeight(.bias(.head), TensorSpec("lm_head.bias", [model.vocabulary])))
    }
    return [
      norm("ln_f", .final, output: .normed(.final)),
      GraphNode("lm_head", .product(.head), inputs: [.normed(.final)], weights: weights, output: .logits),
      GraphNode("sampling", .sampling, inputs: [.logits], output: .token),
    ]
  }

  // MARK: Buffers

  var buffers: [GraphBuffer] {
    var buffers = [
      GraphBuffer(.hidden, "hidden", [width])
    ]
    if features.embedding.scale != 1 || hasPositionEmbedding {
      buffers.append(GraphBuffer(.tokenRow, "token embedding", [width]))
    }
    switch features.positions {
    case .learned: buffers.append(GraphBuffer(.positionRow, "position embedding", [width]))
    case .rotary(let rotary): buffers.append(GraphBuffer(.rotation, "rotation", [rotary.width]))
    case .alibi: buffers.append(GraphBuffer(.slopes, "slopes", [model.heads]))
    case .none: break
    }
    buffers += [
      GraphBuffer(.normed(.attention), "ln_1", [width]),
      GraphBuffer(.queryKeyValue, "qkv", [model.attentionWidth + 2 * model.keyValueWidth]),
      GraphBuffer(.keys, "attn.key", [cacheRows, model.keyValueWidth], storage: .cache),
      GraphBuffer(.values, "attn.value", [cacheRows, model.keyValueWidth], storage: .cache),
      GraphBuffer(.scores, "scores", [model.heads, cacheRows]),
      GraphBuffer(.attention, "attention", [model.attentionWidth]),
    ]
    if features.residual != .parallel {
      buffers.append(GraphBuffer(.normed(.feedForward), "ln_2", [width]))
    }
    buffers += [
      GraphBuffer(.inner, "ffn", [features.feedForward.isGated ? 2 * model.ffnWidth : model.ffnWidth]),
      GraphBuffer(.normed(.final), "ln_f", [width]),
      GraphBuffer(.logits, "logits", [model.vocabulary]),
      GraphBuffer(.token, "token", [1]),
    ]
    return buffers
  }
}
