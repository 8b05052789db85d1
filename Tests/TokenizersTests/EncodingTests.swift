import PIMConfiguration
import PIMTestFiles
import Testing

@testable import PIMTokenizers

/// Tokens and text, against the library's own and by hand.
@Suite struct EncodingTests {
  @Test(arguments: Fixture.styles) func tokensAreTheLibrarys(style: String) throws {
    let tokenizer = try Tokenizer(folder: Fixture.folder(style))
    let cases = try Fixture.cases(style)
    #expect(cases.count == (style == "llama3-style" ? 21 : 20))
    for expected in cases {
      #expect(tokenizer.encode(expected.text, addsSpecialTokens: false) == expected.ids, "\(expected.text)")
      let decoded = tokenizer.decode(expected.ids)
      #expect(ExactText(decoded) == ExactText(expected.decoded), "\(expected.text)")
    }
  }

  /// vocab.json and merges.txt say the same as tokenizer.json.
  @Test func vocabularyAndMergesAreATokenizer() throws {
    let folder = try TemporaryFolder()
    for name in ["vocab.json", "merges.txt"] {
      let bytes = try FilePath.read(Fixture.folder("gpt2-style") + "/" + name, atMost: 1 << 20)
      try OutputFile.write(String(decoding: bytes, as: UTF8.self), to: folder.path + "/" + name)
    }
    #expect(Tokenizer.isPresent(in: folder.path))
    let tokenizer = try Tokenizer(folder: folder.path)
    for expected in try Fixture.cases("gpt2-style") {
      #expect(tokenizer.encode(expected.text, addsSpecialTokens: true) == expected.ids, "\(expected.text)")
      #expect(ExactText(tokenizer.decode(expected.ids)) == ExactText(expected.decoded))
    }
    // OPT's settings: </s> begins a text, here <|endoftext|> by way of its mapping.
    try OutputFile.write(
      #"{"add_bos_token": true, "bos_token": {"content": "<|endoftext|>"}, "add_prefix_space": true}"#,
      to: folder.path + "/tokenizer_config.json")
    let settled = try Tokenizer(folder: folder.path)
    #expect(
      settled.encode("the", addsSpecialTokens: true) == [0]
        + tokenizer.encode(" the", addsSpecialTokens: false))
    #expect(settled.leadingCount == 1)
  }

  /// a b c, ab = 3, abc = 4: the lowest rank comes first, of equal ranks the leftmost.
  @Test func mergesGoByRankFromTheLeft() throws {
    let tokenizer = try Fixture.tokenizer("abc", ["bc", "ab", "aa"], merges: #""b c", "a b", "a a""#)
    #expect(Fixture.texts(tokenizer, "abc") == ["a", "bc"])
    #expect(Fixture.texts(tokenizer, "abab") == ["ab", "ab"])
    #expect(Fixture.texts(tokenizer, "aaa") == ["aa", "a"])
    #expect(Fixture.texts(tokenizer, "aab") == ["a", "ab"])
    // Characters that are no token are left out.
    #expect(Fixture.texts(tokenizer, "axb") == ["ab"])
  }

  @Test func mergesCanBePairs() throws {
    let merges = #"["a", "b"], ["ab", " c"]"#
    let tokenizer = try Fixture.tokenizer("abc ", ["ab", " c", "ab c"], merges: #"[" ", "c"], "# + merges)
    #expect(Fixture.texts(tokenizer, "ab c") == ["ab c"])
  }

  /// e with an accent as one scalar and as two are two tokens, though Swift's texts are equal.
  @Test func equivalentTokensAreApart() throws {
    let tokenizer = try Fixture.tokenizer("e\u{301}\u{E9}", ["e\u{301}"], merges: "\"e \u{301}\"")
    #expect(tokenizer.encode("\u{E9}", addsSpecialTokens: false) == [2])
    #expect(tokenizer.encode("e\u{301}", addsSpecialTokens: false) == [3])
    let composing = try Fixture.tokenizer(
      "e\u{301}\u{E9}", ["e\u{301}"], merges: "\"e \u{301}\"", rest: #""normalizer": {"type": "NFC"}, "#)
    #expect(composing.encode("e\u{301}", addsSpecialTokens: false) == [2])
  }

  @Test func unknownCharactersFollowTheOptions() throws {
    func tokens(_ options: String, _ text: String) throws -> [String] {
      Fixture.texts(try Fixture.tokenizer("ab", ["<unk>", "<0xC3>", "<0xA9>"], options: options), text)
    }
    let unknown = #""unk_token": "<unk>", "#
    #expect(try tokens(unknown, "axyb") == ["a", "<unk>", "<unk>", "b"])
    #expect(try tokens(unknown + #""fuse_unk": true, "#, "axyb") == ["a", "<unk>", "b"])
    #expect(
      try tokens(unknown + #""byte_fallback": true, "#, "aéñb") == ["a", "<0xC3>", "<0xA9>", "<unk>", "b"])
    #expect(try tokens(#""byte_fallback": true, "#, "aéñb") == ["a", "<0xC3>", "<0xA9>", "b"])
  }

  @Test func ignoredMergesTakeWholePieces() throws {
    let merges = #""b c""#
    let plain = try Fixture.tokenizer("abc", ["bc", "abc"], merges: merges)
    #expect(Fixture.texts(plain, "abc") == ["a", "bc"])
    let whole = try Fixture.tokenizer(
      "abc", ["bc", "abc"], merges: merges, options: #""ignore_merges": true, "#)
    #expect(Fixture.texts(whole, "abc") == ["abc"])
    #expect(Fixture.texts(whole, "abcb") == ["a", "bc", "b"])
  }

  // MARK: Special and added tokens

  private let template = #"""
    "added_tokens": [{"id": 3, "content": "<s>", "special": true}, {"id": 4, "content": "</s>", "special": true}],
    "post_processor": {"type": "Sequence", "processors": [{"type": "ByteLevel"}, {"type": "TemplateProcessing",
      "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
        {"SpecialToken": {"id": "</s>", "type_id": 0}}], "pair": [],
      "special_tokens": {"<s>": {"id": "<s>", "ids": [3], "tokens": ["<s>"]},
        "</s>": {"id": "</s>", "ids": [4], "tokens": ["</s>"]}}}]},
    """#

  @Test func aTemplateAddsTokens() throws {
    let tokenizer = try Fixture.tokenizer("abc", rest: template)
    #expect(tokenizer.encode("ab", addsSpecialTokens: true) == [3, 0, 1, 4])
    #expect(tokenizer.encode("ab", addsSpecialTokens: false) == [0, 1])
    #expect(tokenizer.encode("", addsSpecialTokens: true) == [3, 4])
    #expect(tokenizer.leadingCount == 1)
    #expect(tokenizer.decode([3, 0, 1, 4]) == "<s> a b </s>")
    #expect(tokenizer.decode([3, 0, 1, 4, 99], skipsSpecialTokens: true) == "a b")
  }

  @Test func addedTokensAreFoundFirst() throws {
    func tokens(_ flags: String, _ text: String, _ content: String = "<x>") throws -> [String] {
      let added = #""added_tokens": [{"id": 6, "content": "\#(content)", "special": true\#(flags)}], "#
      return Fixture.texts(try Fixture.tokenizer("abx <>", rest: added), text)
    }
    #expect(try tokens("", "a <x> b") == ["a", " ", "<x>", " ", "b"])
    #expect(try tokens(#", "lstrip": true"#, "a <x> b") == ["a", "<x>", " ", "b"])
    #expect(try tokens(#", "rstrip": true"#, "a <x>  b<x>") == ["a", " ", "<x>", "b", "<x>"])
    #expect(
      try tokens(#", "single_word": true"#, "ab ab. xab", "ab") == ["ab", " ", "ab", " ", "x", "a", "b"])
  }

  /// Of several tokens at one place the longest is taken. A normalised one is looked for behind the
  /// normalizer.
  @Test func theLongestAddedTokenIsTaken() throws {
    let rest = #"""
      "added_tokens": [{"id": 2, "content": "aa"}, {"id": 3, "content": "aab"},
        {"id": 4, "content": "c", "normalized": true}],
      "normalizer": {"type": "Replace", "pattern": {"String": "c"}, "content": "cb"},
      """#
    let tokenizer = try Fixture.tokenizer("ab", rest: rest)
    #expect(tokenizer.encode("aaab", addsSpecialTokens: false) == [2, 0, 1])
    #expect(tokenizer.encode("aabb", addsSpecialTokens: false) == [3, 1])
    #expect(tokenizer.encode("bc", addsSpecialTokens: false) == [1, 4])
  }

  // MARK: Size

  /// Time is not quadratic: the longest of these would take minutes.
  @Test(arguments: [
    "a", "ab", " ", "\n ", "'", "1", "\u{301}\u{315}\u{323}", "<|endoftext|", "Ġ", "\u{F73}\u{315}",
  ])
  func longWordsTakeNoLongTime(part: String) throws {
    let text = String(repeating: part, count: 100_000 / part.unicodeScalars.count)
    for style in Fixture.styles {
      let tokenizer = try Tokenizer(folder: Fixture.folder(style))
      let tokens = tokenizer.encode(text, addsSpecialTokens: false)
      #expect(ExactText(tokenizer.decode(tokens)) == ExactText(text), "\(style)")
    }
    #expect(NormalizationFormC.normalized(Array(text.unicodeScalars)).count <= 200_000)
  }

  /// Random texts come back as they were, those with characters of every plane and stray marks as well.
  @Test(arguments: 0..<8) func randomTextsComeBack(seed: UInt64) throws {
    var generator = Generator(state: seed)
    let tokenizers = try Fixture.styles.map { try Tokenizer(folder: Fixture.folder($0)) }
    for _ in 0..<50 {
      var view = String.UnicodeScalarView()
      for _ in 0..<Int.random(in: 0...40, using: &generator) {
        let limit: UInt32 = [0x80, 0x300, 0x3000, 0x110000].randomElement(using: &generator) ?? 0x80
        if let scalar = Unicode.Scalar(UInt32.random(in: 0..<limit, using: &generator)) {
          view.append(scalar)
        }
      }
      let text = String(view)
      for tokenizer in tokenizers {
        let tokens = tokenizer.encode(text, addsSpecialTokens: false)
        #expect(ExactText(tokenizer.decode(tokens)) == ExactText(text), "seed \(seed)")
      }
    }
  }
}
