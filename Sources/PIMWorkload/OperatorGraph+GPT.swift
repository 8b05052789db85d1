extension OperatorGraph {
  /// The graph of a GPT-2 style model for a KV cache of `context` positions.
  ///
  /// Radford et al., "Language Models are Unsupervised Multitask Learners" (2019); names are those of its checkpoints.
  public init(_ model: ModelDescription, context: Int) {
    let width = model.width
    let heads = model.attentionWidth
    let hidden = TensorSpec("hidden", [width])
    let normed = TensorSpec("ln_1", [width])
    let normedAgain = TensorSpec("ln_2", [width])
    let normedLast = TensorSpec("ln_f", [width])
    let qkv = TensorSpec("qkv", [3 * heads])
    let keys = TensorSpec("attn.key", [context, heads])
    let values = TensorSpec("attn.value", [context, heads])
    let scores = TensorSpec("scores", [model.heads, context])
    let attention = TensorSpec("attention", [heads])
    let inner = TensorSpec("ffn", [model.ffnWidth])
    let logits = TensorSpec("logits", [model.vocabulary])
    let tokenEmbedding = TensorSpec("wte.weight", [model.vocabulary, width])
    let positionEmbedding = TensorSpec("wpe.weight", [max(model.contextLimit, context), width])
    let norm = GraphOperation.layerNorm(epsilon: model.layerNormEpsilon)

    func weights(_ name: String, _ shape: [Int]) -> [TensorSpec] {
      [TensorSpec(name + ".weight", shape), TensorSpec(name + ".bias", [shape.last!])]
    }

    prefix = [
      GraphNode(
        "embedding", .embed, inputs: [], weights: [tokenEmbedding, positionEmbedding], output: hidden)
    ]
    block = [
      GraphNode("ln_1", norm, inputs: [hidden], weights: weights("ln_1", [width]), output: normed),
      GraphNode(
        "attn.c_attn", .linear, inputs: [normed], weights: weights("attn.c_attn", [width, 3 * heads]),
        output: qkv),
      GraphNode("attn.key", .append(offset: heads), inputs: [qkv], output: keys),
      GraphNode("attn.value", .append(offset: 2 * heads), inputs: [qkv], output: values),
      GraphNode(
        "attn.scores", .scores(scale: 1 / Float(model.headWidth).squareRoot()), inputs: [qkv, keys],
        output: scores),
      GraphNode("attn.softmax", .softmax, inputs: [scores], output: scores),
      GraphNode("attn.context", .context, inputs: [scores, values], output: attention),
      GraphNode(
        "attn.c_proj", .linear, inputs: [attention, hidden],
        weights: weights("attn.c_proj", [heads, width]), output: hidden),
      GraphNode("ln_2", norm, inputs: [hidden], weights: weights("ln_2", [width]), output: normedAgain),
      GraphNode(
        "mlp.c_fc", .linear, inputs: [normedAgain], weights: weights("mlp.c_fc", [width, model.ffnWidth]),
        output: inner),
      GraphNode("mlp.gelu", .gelu, inputs: [inner], output: inner),
      GraphNode(
        "mlp.c_proj", .linear, inputs: [inner, hidden],
        weights: weights("mlp.c_proj", [model.ffnWidth, width]), output: hidden),
    ]
    layers = model.layers
    suffix = [
      GraphNode("ln_f", norm, inputs: [hidden], weights: weights("ln_f", [width]), output: normedLast),
      GraphNode(
        "lm_head", .linearTransposed, inputs: [normedLast], weights: [tokenEmbedding], output: logits),
      GraphNode("sampling", .argmax, inputs: [logits], output: TensorSpec("token", [1])),
    ]
  }
}
