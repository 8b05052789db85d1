import PIMWorkload
import Testing

/// `config.json` as transformers' GPT2Config reads it.
@Suite struct HuggingFaceConfigurationTests {
  private func read(_ text: String) throws -> HuggingFaceConfiguration {
    let file = TemporaryFile(Array(text.utf8), name: "config.json")
    return try HuggingFaceConfiguration(path: file.path)
  }

  /// The message behind the file's name.
  private func problem(_ text: String) -> String {
    do {
      _ = try read(text)
      return "accepted"
    } catch {
      let parts = "\(error)".split(separator: "/config.json:", maxSplits: 1)
      return parts.last.map(String.init) ?? ""
    }
  }

  private func notes(_ text: String) throws -> [String] {
    try read(text).notes.map {
      String($0[($0.firstRange(of: "config.json: ")?.upperBound ?? $0.startIndex)...])
    }
  }

  static let types =
    "bloom, falcon, gemma, gpt2, gpt_bigcode, gpt_neo, gpt_neox, gptj, llama, mistral, opt, phi, phi3, qwen2, qwen3, stablelm, starcoder2"
  static let functions =
    "gelu, gelu_new, gelu_pytorch_tanh, gelu_fast, gelu_accurate, gelu_python, relu, silu, swish"

  @Test func absentKeysAreThoseOfGPT2() throws {
    let model = try read("{\"model_type\": \"gpt2\"}").description
    #expect(model.layers == 12 && model.width == 768 && model.heads == 12 && model.ffnWidth == 3072)
    #expect(model.vocabulary == 50257 && model.contextLimit == 1024 && model.normEpsilon == 1e-5)
    #expect(model.encoding == .ids)
  }

  @Test func otherNamesOfSizes() throws {
    let model = try read(
      "{\"model_type\": \"gpt2\", \"hidden_size\": 6, \"num_attention_heads\": 2, \"num_hidden_layers\": 3, \"max_position_embeddings\": 7}"
    ).description
    #expect(model.width == 6 && model.heads == 2 && model.layers == 3 && model.contextLimit == 7)
    #expect(model.ffnWidth == 24)
    #expect(
      problem("{\"model_type\": \"gpt2\", \"n_embd\": 6, \"hidden_size\": 12, \"n_head\": 2}")
        == "1:37: hidden_size: means the same as n_embd and differs, found 12; expected 6")
    #expect(
      problem("{\"model_type\": \"gpt2\", \"n_embd\": 6, \"hidden_size\": 6, \"n_head\": 2}") == "accepted")
  }

  /// transformers has no n_ctx any more; n_positions counts, or its default.
  @Test func positionsCountAndNotContext() throws {
    let both = "{\"model_type\": \"gpt2\", \"n_positions\": 64, \"n_ctx\": 32}"
    #expect(try read(both).description.contextLimit == 64)
    #expect(try notes(both) == ["n_ctx is 32 and is not used: n_positions counts, which is 64"])
    #expect(try notes("{\"model_type\": \"gpt2\", \"n_positions\": 64, \"n_ctx\": 64}").isEmpty)
    let one = "{\"model_type\": \"gpt2\", \"n_ctx\": 32}"
    #expect(try read(one).description.contextLimit == 1024)
    #expect(try notes(one) == ["n_ctx is 32 and is not used: n_positions counts, which is 1024"])
  }

  /// The first GPT's file: `afn` in place of `activation_function`, and at first no `model_type`.
  @Test func anOpenAIGPTIsNoGPT2() {
    let sizes =
      "\"n_ctx\": 512, \"n_embd\": 768, \"n_head\": 12, \"n_layer\": 12, \"n_positions\": 512, \"vocab_size\": 40478"
    #expect(
      problem("{\"afn\": \"gelu\", \(sizes)}")
        == "1:2: afn: a key of OpenAI GPT (openai-gpt), which is not supported, found no model_type; expected a GPT-2"
    )
    #expect(
      problem("{\(sizes), \"architectures\": [\"OpenAIGPTLMHeadModel\"]}")
        == "1:119: architectures[0]: not supported, found OpenAIGPTLMHeadModel; expected a class of transformers such as GPT2LMHeadModel"
    )
    #expect(
      problem("{\"model_type\": \"openai-gpt\", \(sizes)}")
        == "1:2: model_type: not supported, found openai-gpt; expected one of \(Self.types)")
    // The first files of GPT-2 have neither.
    #expect(problem("{\(sizes)}") == "accepted")
    #expect(problem("{}") == "1:1: model_type: missing key; expected one of \(Self.types)")
    #expect(
      problem("{\"hidden_size\": 768, \"num_attention_heads\": 12, \"intermediate_size\": 3072}")
        == "1:1: model_type: missing key; expected one of \(Self.types)")
  }

  @Test(arguments: [
    (
      "\"activation_function\": \"tanh\"",
      "activation_function: not supported, found tanh; expected one of \(functions), or --assume activation_function to simulate it as tanh-GELU"
    ),
    ("\"add_cross_attention\": true", "add_cross_attention: not supported, found true; expected false"),
    ("\"is_encoder_decoder\": true", "is_encoder_decoder: not supported, found true; expected false"),
    (
      "\"quantization_config\": {\"bits\": 4}",
      "quantization_config: not supported; expected weights that are not quantised"
    ),
    ("\"pruned_heads\": {\"0\": [1]}", "pruned_heads: not supported; expected {}, all heads in all layers"),
    ("\"encoding\": \"text\"", "encoding: unknown choice, found \"text\"; expected one of ids, bytes"),
    (
      "\"n_layer\": 1.5",
      "n_layer: wrong type, found the number 1.5; expected an integer between 1 and 16777216"
    ),
    (
      "\"n_layer\": \"12\"",
      "n_layer: wrong type, found the text \"12\"; expected an integer between 1 and 16777216"
    ),
    ("\"n_layer\": 12,", "broken JSON: a comma in front of \"}\"; expected no comma behind the last member"),
    ("\"n_head\": 12, \"n_head\": 12", "n_head: duplicate key (first on line 1); expected each key once"),
    (
      "\"encoding\": \"bytes\"",
      "encoding: a vocabulary of 50257 is not bytes; expected encoding: ids, or at most 256 tokens"
    ),
  ])
  func whatIsNotSupportedIsRefusedByName(key: String, expected: String) {
    let found = problem("{\"model_type\": \"gpt2\", \(key)}")
    #expect(found.hasSuffix(" " + expected), "\(found)")
  }

  @Test func unknownKeysAreNamed() throws {
    #expect(
      try notes(
        "{\"model_type\": \"gpt2\", \"resid_pdrop\": 0.1, \"rope_theta\": 1e4, \"afn\": \"gelu\", \"pruned_heads\": {}}"
      )
        == ["keys that GPT-2 does not have and that are not used: rope_theta, afn"])
    #expect(try notes("{\"model_type\": \"gpt2\", \"activation_function\": \"gelu_pytorch_tanh\"}").isEmpty)
  }
}
