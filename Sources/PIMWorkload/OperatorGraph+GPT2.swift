extension OperatorGraph {
  /// Creates the graph of a GPT-2 style model for a KV cache of `context` positions.
  ///
  /// The model is that of Radford et al., "Language Models are Unsupervised Multitask Learners" (2019), and
  /// names are those of its checkpoints.
  public init(_ model: ModelDescription, context: Int) {
    let width = model.width
    let heads = model.attentionWidth
    let tokens = GraphWeight(
      .tokenEmbedding, TensorSpec("wte.weight", [model.vocabulary, width]), order: .outputsFirst)
    let positions = GraphWeight(
      .positionEmbedding, TensorSpec("wpe.weight", [max(model.contextLimit, context), width]),
      order: .outputsFirst)

    func norm(_ name: String, _ role: NormRole) -> GraphNode {
      GraphNode(
        name, .norm(role, epsilon: model.layerNormEpsilon), inputs: [.hidden],
        weights: [
          GraphWeight(.gain(role), TensorSpec(name + ".weight", [width])),
          GraphWeight(.shift(role), TensorSpec(name + ".bias", [width])),
        ], output: .normed(role))
    }
    func product(
      _ name: String, _ role: ProductRole, of input: BufferID, _ inputs: Int, _ outputs: Int,
      residual: BufferID? = nil, output: BufferID
    ) -> GraphNode {
      GraphNode(
        name, .product(role), inputs: [input], residual: residual,
        weights: [
          GraphWeight(.matrix(role), TensorSpec(name + ".weight", [inputs, outputs])),
          GraphWeight(.bias(role), TensorSpec(name + ".bias", [outputs])),
        ], output: output)
    }

    self.init(
      prefix: [
        GraphNode("embedding", .embedding, inputs: [], weights: [tokens, positions], output: .hidden)
      ],
      layer: [
        norm("ln_1", .attention),
        product(
          "attn.c_attn", .queryKeyValue, of: .normed(.attention), width, 3 * heads, output: .queryKeyValue),
        GraphNode("attn.key", .keyWrite, inputs: [.queryKeyValue], output: .keys),
        GraphNode("attn.value", .valueWrite, inputs: [.queryKeyValue], output: .values),
        GraphNode(
          "attn.scores", .scores(scale: 1 / Float(model.headWidth).squareRoot()),
          inputs: [.queryKeyValue, .keys], output: .scores),
        GraphNode("attn.softmax", .softmax, inputs: [.scores], output: .scores),
        GraphNode("attn.context", .context, inputs: [.scores, .values], output: .attention),
        product(
          "attn.c_proj", .projection, of: .attention, heads, width, residual: .hidden, output: .hidden),
        norm("ln_2", .feedForward),
        product(
          "mlp.c_fc", .feedForwardUp, of: .normed(.feedForward), width, model.ffnWidth, output: .inner),
        GraphNode("mlp.gelu", .activation(.gelu), inputs: [.inner], output: .inner),
        product(
          "mlp.c_proj", .feedForwardDown, of: .inner, model.ffnWidth, width, residual: .hidden,
          output: .hidden),
      ],
      layers: model.layers,
      suffix: [
        norm("ln_f", .final),
        // The head is tied to the token embedding, and has no bias.
        GraphNode(
          "lm_head", .product(.head), inputs: [.normed(.final)], weights: [tokens], output: .logits),
        GraphNode("sampling", .sampling, inputs: [.logits], output: .token),
      ],
      buffers: [
        GraphBuffer(.hidden, "hidden", [width]),
        GraphBuffer(.tokenRow, "token embedding", [width]),
        GraphBuffer(.positionRow, "position embedding", [width]),
        GraphBuffer(.normed(.attention), "ln_1", [width]),
        GraphBuffer(.queryKeyValue, "qkv", [3 * heads]),
        GraphBuffer(.keys, "attn.key", [context, heads], storage: .cache),
        GraphBuffer(.values, "attn.value", [context, heads], storage: .cache),
        GraphBuffer(.scores, "scores", [model.heads, context]),
        GraphBuffer(.attention, "attention", [heads]),
        GraphBuffer(.normed(.feedForward), "ln_2", [width]),
        GraphBuffer(.inner, "ffn", [model.ffnWidth]),
        GraphBuffer(.normed(.final), "ln_f", [width]),
        GraphBuffer(.logits, "logits", [model.vocabulary]),
        GraphBuffer(.token, "token", [1]),
      ])
  }
}
