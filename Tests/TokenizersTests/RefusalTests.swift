import PIMConfiguration
import PIMTestFiles
import Testing

@testable import PIMTokenizers

/// Files that are refused, with the exact message, and files that nobody would write.
@Suite struct RefusalTests {
  /// The message for a tokenizer.json with two tokens, a and b, and further members.
  private func refusal(_ members: String = "", model: String = "", merges: String = "") -> String {
    let text = """
      {\(members)
      "model": {\(model)"type": "BPE", "vocab": {"a": 0, "b": 1}, "merges": [\(merges)]}}
      """
    return message { _ = try Tokenizer(text: text, file: "t.json") }
  }

  @Test func nothingIsWrongHere() { #expect(refusal() == "no error") }

  @Test(arguments: [
    (
      #""normalizer": {"type": "Lowercase"},"#,
      #"t.json:1:25: normalizer.type: not supported, found "Lowercase"; expected one of NFC, Prepend, Replace, Sequence"#
    ),
    (
      #""normalizer": {"type": "NFD"},"#,
      #"t.json:1:25: normalizer.type: not supported, found "NFD"; expected one of NFC, Prepend, Replace, Sequence"#
    ),
    (
      #""normalizer": {"type": "Sequence", "normalizers": [{"type": "NFC"}, {"type": "Strip"}]},"#,
      #"t.json:1:79: normalizer.normalizers[1].type: not supported, found "Strip"; expected one of NFC, Prepend, Replace, Sequence"#
    ),
    (
      #""normalizer": {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "},"#,
      #"t.json:1:57: normalizer.pattern.Regex: regular expression not supported here, found " {2,}"; expected a plain pattern, {"String": …}"#
    ),
    (
      #""pre_tokenizer": {"type": "BertPreTokenizer"},"#,
      #"t.json:1:28: pre_tokenizer.type: not supported, found "BertPreTokenizer"; expected one of ByteLevel, Split, Digits, Punctuation, Metaspace, Sequence"#
    ),
    (
      #""pre_tokenizer": {"type": "Split", "pattern": {"Regex": "\\w+"}, "behavior": "Isolated", "invert": false},"#,
      #"t.json:1:58: pre_tokenizer.pattern.Regex: regular expression not supported, found "\w+"; expected the pattern of GPT-2, Llama 3, Qwen2 or BLOOM, or Falcon's [0-9][0-9][0-9]"#
    ),
    (
      #""pre_tokenizer": {"type": "Sequence", "pretokenizers": [{"type": "ByteLevel"}, {"type": "ByteLevel"}]},"#,
      "t.json:1:81: pre_tokenizer.pretokenizers[1]: a second ByteLevel; expected one"
    ),
    (
      #""pre_tokenizer": {"type": "Metaspace", "replacement": "__"},"#,
      "t.json:1:56: pre_tokenizer.replacement: wrong length, found 2 characters; expected 1"
    ),
    (
      #""post_processor": {"type": "BertProcessing"},"#,
      #"t.json:1:29: post_processor.type: not supported, found "BertProcessing"; expected one of TemplateProcessing, ByteLevel, Sequence"#
    ),
    (
      #""post_processor": {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "<s>"}}]},"#,
      #"t.json:1:62: post_processor.single[0]: unknown token in the template, found "<s>"; expected a key of special_tokens"#
    ),
    (
      #""decoder": {"type": "WordPiece"},"#,
      #"t.json:1:22: decoder.type: not supported, found "WordPiece"; expected one of ByteLevel, ByteFallback, Fuse, Strip, Replace, Metaspace, Sequence"#
    ),
    (
      #""decoder": {"type": "Fuse", "speed": 1},"#,
      "t.json:1:30: decoder.speed: unknown key; expected one of type"
    ),
    (
      #""truncation": {"max_length": 9},"#,
      "t.json:1:16: truncation: not supported, found a mapping; expected null"
    ),
    (
      #""version": "2.0","#,
      #"t.json:1:13: version: not supported, found the text "2.0"; expected version 1.0"#
    ),
    (
      #""added_tokens": [{"id": 5, "content": "<s>"}],"#,
      #"t.json:1:19: added_tokens[0]: the token "<s>" has another number, found 5; expected 2, the next behind the vocabulary"#
    ),
    (
      #""added_tokens": [{"id": 2, "content": "a"}],"#,
      #"t.json:1:19: added_tokens[0]: the token "a" has another number, found 2; expected 0, as in the vocabulary"#
    ),
    (
      #""added_tokens": [{"id": 2, "content": ""}],"#,
      "t.json:1:19: added_tokens[0]: content of 0 characters; expected 1 to 1000"
    ),
  ]) func componentsAreRefusedByName(member: String, expected: String) {
    #expect(refusal(member) == expected)
  }

  @Test(arguments: [
    (
      #""dropout": 0.1, "#, "",
      "t.json:2:22: model.dropout: not supported, found the number 0.1; expected null"
    ),
    (
      #""end_of_word_suffix": "</w>", "#, "",
      #"t.json:2:33: model.end_of_word_suffix: not supported, found the text "</w>"; expected null"#
    ),
    (
      #""unk_token": "<unk>", "#, "",
      #"t.json:2:24: model.unk_token: not in the vocabulary, found the text "<unk>"; expected a token of vocab"#
    ),
    (
      "", #""a b c""#,
      #"t.json:2:64: model.merges[0]: malformed merge, found "a b c"; expected two tokens with a space between"#
    ),
    (
      "", #"["a", "b", "c"]"#,
      "t.json:2:64: model.merges[0]: malformed merge, found a list; expected a list of two tokens"
    ),
    (
      "", #""a b""#,
      #"t.json:2:64: model.merges[0]: a merge with a token that is missing, "ab", found "a b"; expected tokens of vocab"#
    ),
  ]) func modelsAreRefusedByName(model: String, merges: String, expected: String) {
    #expect(refusal(model: model, merges: merges) == expected)
  }

  @Test(arguments: [
    (
      #"{"model": {"type": "Unigram", "vocab": []}}"#,
      #"t.json:1:20: model.type: not supported, found "Unigram"; expected one of BPE"#
    ),
    ("{}", "t.json:1:1: model: missing key; expected a mapping"),
    (
      #"{"model": {"vocab": {"a": 0, "b": 0}, "merges": []}}"#,
      "t.json:1:35: model.vocab.b: a number twice, found 0; expected another number for each token"
    ),
    (
      #"{"model": {"vocab": {"a": -1}, "merges": []}}"#,
      "t.json:1:27: model.vocab.a: wrong type, found the integer -1; expected a token number from 0 to 2147483647"
    ),
    (
      #"{"model": {"vocab": {"a": 0, "a": 1}, "merges": []}}"#,
      "t.json:1:30: model.vocab.a: duplicate key (first on line 1); expected each key once"
    ),
    // Equivalent keys are apart in a vocabulary; elsewhere the second is unknown.
    (#"{"model": {"vocab": {"é": 0, "e\u0301": 1}, "merges": []}}"#, "no error"),
    (
      "{\"model\": {\"vocab\": {}, \"merges\": []}, \"é\": 0, \"e\u{301}\": 1}", "t.json:1:40: é: unknown key"
    ),
  ]) func filesAreRefused(text: String, expected: String) {
    #expect(message { _ = try Tokenizer(text: text, file: "t.json") }.hasPrefix(expected))
  }

  /// Each of twenty replacements doubles the text.
  @Test func growthIsBounded() {
    let step = #"{"type": "Replace", "pattern": {"String": "a"}, "content": "aa"}"#
    let steps = Array(repeating: step, count: 20).joined(separator: ", ")
    #expect(
      refusal("\"normalizer\": {\"type\": \"Sequence\", \"normalizers\": [\(steps)]},")
        == "t.json:1:16: normalizer: replacements that make a text longer, found 1000000 times or more; expected at most 1000 times"
    )
  }

  @Test func pairsOfFilesNameTheLine() throws {
    func refusal(_ files: [String: String]) throws -> String {
      let folder = try TemporaryFolder(files)
      let text = message { _ = try Tokenizer(folder: folder.path) }
      return text.hasPrefix(folder.path) ? String(text.dropFirst(folder.path.count + 1)) : text
    }
    let vocabulary = #"{"a": 0, "b": 1, "ab": 2}"#
    #expect(try refusal(["vocab.json": vocabulary, "merges.txt": "#version: 0.2\r\na b\r\n"]) == "no error")
    #expect(
      try refusal(["vocab.json": vocabulary, "merges.txt": "#version: 0.2\na b\n\na b\n"])
        == #"merges.txt:3:1: malformed merge, found ""; expected two tokens with a space between"#)
    #expect(
      try refusal(["vocab.json": vocabulary, "merges.txt": "b a"])
        == #"merges.txt:1:1: a merge with a token that is missing, "ba"; expected tokens of vocab.json"#)
    #expect(try refusal(["vocab.json": vocabulary]).contains("merges.txt: No such file or directory"))
    #expect(try refusal([:]).contains("vocab.json: No such file or directory"))
    #expect(
      try refusal([
        "vocab.json": vocabulary, "merges.txt": "a b",
        "tokenizer_config.json": #"{"add_bos_token": true, "bos_token": "<s>"}"#,
      ]).hasPrefix(
        #"tokenizer_config.json:1:38: bos_token: not in the vocabulary, found "<s>"; expected a token of"#))
  }

  /// A tokenizer.json with bytes changed, removed and doubled is read or refused, and what is read encodes.
  @Test(arguments: 0..<4) func changedFilesDoNoHarm(seed: UInt64) throws {
    var generator = Generator(state: seed)
    let original = Array(components.utf8)
    _ = try Tokenizer(text: components, file: "t.json")
    var read = 0
    let snippets = [
      "null", "[]", "{}", "-1", "\"\"", "\"a\"", "1e9", "true", "\"Sequence\"", ",", "\\u0000", "é",
    ]
    for _ in 0..<600 {
      var bytes = original
      for _ in 0..<Int.random(in: 1...2, using: &generator) {
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        let end = min(bytes.count, place + Int.random(in: 1...20, using: &generator))
        switch Int.random(in: 0..<6, using: &generator) {
        case 0, 1: bytes[place] = UInt8.random(in: 0x20...0x7E, using: &generator)
        case 2: bytes.removeSubrange(place..<end)
        case 3: bytes.insert(contentsOf: bytes[place..<end], at: place)
        default:
          bytes.replaceSubrange(
            place..<end, with: Array((snippets.randomElement(using: &generator) ?? "").utf8))
        }
      }
      let text = String(decoding: bytes, as: UTF8.self)
      guard let tokenizer = try? Tokenizer(text: text, file: "t.json") else { continue }
      let tokens = tokenizer.encode(
        "In the <s> begin\u{301}ning 12,\r\n é\u{10FFFF}", addsSpecialTokens: true)
      _ = tokenizer.decode(tokens + [0, 1, 5_000])
      read += 1
    }
    #expect(read > 0)
  }

  /// Every component that there is.
  private let components = #"""
    {"version": "1.0", "truncation": null, "padding": null,
     "added_tokens": [{"id": 0, "content": "<s>", "single_word": false, "lstrip": true, "rstrip": true,
       "normalized": false, "special": true}, {"id": 9, "content": "In", "normalized": true, "single_word": true}],
     "normalizer": {"type": "Sequence", "normalizers": [{"type": "NFC"}, {"type": "Prepend", "prepend": "_"},
       {"type": "Replace", "pattern": {"String": "12"}, "content": "1 2 3"}]},
     "pre_tokenizer": {"type": "Sequence", "pretokenizers": [{"type": "Digits", "individual_digits": true},
       {"type": "Punctuation", "behavior": "Contiguous"},
       {"type": "Metaspace", "replacement": "_", "prepend_scheme": "first", "split": true},
       {"type": "Split", "pattern": {"String": "_"}, "behavior": "MergedWithNext", "invert": false},
       {"type": "Split", "pattern": {"Regex": "[0-9][0-9][0-9]"}, "behavior": "Removed", "invert": true},
       {"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true, "use_regex": true}]},
     "post_processor": {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}},
       {"Sequence": {"id": "A", "type_id": 0}}], "pair": [],
       "special_tokens": {"<s>": {"id": "<s>", "ids": [0], "tokens": ["<s>"]}}},
     "decoder": {"type": "Sequence", "decoders": [{"type": "Replace", "pattern": {"String": "_"}, "content": " "},
       {"type": "ByteFallback"}, {"type": "Fuse"}, {"type": "Strip", "content": " ", "start": 1, "stop": 2},
       {"type": "Metaspace", "replacement": "_", "prepend_scheme": "never"}, {"type": "ByteLevel"}]},
     "model": {"type": "BPE", "dropout": null, "unk_token": "<s>", "continuing_subword_prefix": null,
       "end_of_word_suffix": "", "fuse_unk": true, "byte_fallback": true, "ignore_merges": true,
       "vocab": {"<s>": 0, "e": 1, "g": 2, "i": 3, "n": 4, "in": 5, "b": 6, "<0xC3>": 7, "be": 8},
       "merges": ["i n", ["b", "e"]]}}
    """#
}
