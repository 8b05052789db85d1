internal import PIMConfiguration

/// Keys by which a `config.json` shows that a model computes something that no feature describes.
enum ForeignFeatures {
  /// A feature, and the keys of which any shows it.
  private static let features: [(name: String, keys: [String])] = [
    (
      "experts",
      ["num_local_experts", "num_experts", "n_routed_experts", "moe_num_experts", "num_experts_per_tok"]
    ),
    ("latent attention", ["kv_lora_rank", "q_lora_rank"]),
    (
      "a recurrent state",
      [
        "state_size", "ssm_state_size", "mamba_d_state", "mamba_expand", "mamba_d_conv", "lru_width",
        "linear_num_key_heads", "rescale_every",
      ]
    ),
    (
      "logit softcapping",
      ["attn_logit_softcapping", "final_logit_softcapping", "attention_logit_cap", "final_logit_cap"]
    ),
    ("clipped queries, keys and values", ["clip_qkv"]),
    (
      "factors of the residual stream, the scores or the logits",
      [
        "residual_multiplier", "embedding_multiplier", "attention_multiplier", "logits_scaling",
        "logit_scale",
        "scale_emb", "scale_depth",
      ]
    ),
    ("an encoder", ["is_encoder_decoder", "encoder_layers", "num_encoder_layers"]),
    ("an encoder of images or sound", ["vision_config", "audio_config"]),
    ("cross attention", ["add_cross_attention", "cross_attention_layers"]),
  ]

  /// Types whose norms behind attention and feed-forward part no key shows.
  private static let normsBehind: Set<String> = [
    "gemma2", "gemma3", "gemma3_text", "olmo2", "olmo3", "glm4", "exaone4",
  ]

  /// The features that a file shows, with the keys that show them: `experts (num_local_experts)`. Empty for
  /// none.
  static func needs(of section: Section, type: String) -> String {
    var section = section
    var found: [String] = []
    for (name, keys) in features {
      let own = keys.filter { isActive(section.optionalValue($0)?.node) }
      if !own.isEmpty { found.append("\(name) (\(own.joined(separator: ", ")))") }
    }
    if normsBehind.contains(type) { found.append("norms behind attention and feed-forward part") }
    return found.joined(separator: ", ")
  }

  /// The first key of a supported family's file that shows such a feature, and the feature; nil for none.
  static func first(of section: Section) -> (key: String, name: String)? {
    var section = section
    for (name, keys) in features {
      for key in keys where isActive(section.optionalValue(key)?.node) { return (key, name) }
    }
    return nil
  }

  /// True for a value that switches a feature on: not null, false, 0, a factor of 1, or empty.
  private static func isActive(_ node: Node?) -> Bool {
    guard let node else { return false }
    if let scalar = node.scalar {
      return !scalar.isNull && !["false", "0", "0.0", "1.0"].contains(scalar.text)
    }
    return !(node.mapping?.entries.isEmpty ?? node.sequence?.isEmpty ?? true)
  }
}
