import Testing

@testable import PIMTokenizers

/// Splitters on texts made by hand.
@Suite struct SplitTests {
  private func pieces(_ pattern: SplitPattern, _ text: String) -> [String] {
    let scalars = Array(text.unicodeScalars)[...]
    return pattern.matches(in: scalars).map { String(String.UnicodeScalarView(scalars[$0.range])) }
  }

  @Test(arguments: [
    ("It's we'll THEY'VE", ["It", "'s", " we", "'ll", " THEY", "'", "VE"]),
    ("a  b   c ", ["a", " ", " b", "  ", " c", " "]),
    ("a\n\nb\t", ["a", "\n", "\n", "b", "\t"]),
    ("x1234 5.6", ["x", "1234", " 5", ".", "6"]),
    // Lu Ll Lt Lm Lo are letters, Nd Nl No numbers; a combining mark is neither.
    ("Éǅʰא中 ٣Ⅷ½", ["Éǅʰא中", " ٣Ⅷ½"]),
    ("e\u{301}f", ["e", "\u{301}", "f"]),
    // A no-break space is a space, but not the one that goes with a word; U+200B is none.
    ("a\u{A0}b\u{200B}c", ["a", "\u{A0}", "b", "\u{200B}", "c"]),
    ("'", ["'"]), ("'r", ["'", "r"]), ("", []),
  ]) func gpt2(text: String, expected: [String]) {
    #expect(pieces(.gpt2, text) == expected)
  }

  @Test(arguments: [
    ("It's we'LL'\u{17F}x", ["It", "'s", " we", "'LL", "'\u{17F}", "x"]),
    ("1234567", ["123", "456", "7"]), ("a 12", ["a", " ", "12"]),
    // One character of any kind but a line end goes with the letters behind it.
    ("\tab.cd\nef(gh", ["\tab", ".cd", "\n", "ef", "(gh"]),
    // Line ends go with punctuation in front of them, and with the spaces in front of them.
    ("a!!\r\n\n  b", ["a", "!!\r\n\n", " ", " b"]), ("a \n \n  b", ["a", " \n \n", " ", " b"]),
    (" !x", [" !", "x"]), ("  !", [" ", " !"]), ("x  ", ["x", "  "]),
    ("e\u{301}f", ["e", "\u{301}f"]),
  ]) func llama3(text: String, expected: [String]) {
    #expect(pieces(.llama3, text) == expected)
  }

  @Test func otherPatterns() {
    #expect(pieces(.qwen2, "ab123") == ["ab", "1", "2", "3"])
    #expect(pieces(.bloom, "Hi, there (1)  x") == ["Hi", ",", " there", " (", "1", ") ", " x"])
    #expect(pieces(.threeDigits, "a12345678") == ["a", "123", "456", "78"])
  }

  /// a.b..c split by dots; matches are the dots.
  @Test(arguments: [
    (SplitBehavior.removed, ["a", "b", "c"]), (.isolated, ["a", ".", "b", ".", ".", "c"]),
    (.mergedWithPrevious, ["a.", "b.", ".", "c"]), (.mergedWithNext, ["a", ".b", ".", ".c"]),
    (.contiguous, ["a", ".", "b", "..", "c"]),
  ]) func behaviours(behavior: SplitBehavior, expected: [String]) {
    #expect(pieces(.plain(["."], behavior, inverts: false), "a.b..c") == expected)
  }

  @Test func stepsSplitPieces() {
    #expect(pieces(.digits(areApart: true), "a12b") == ["a", "1", "2", "b"])
    #expect(pieces(.digits(areApart: false), "a12b") == ["a", "12", "b"])
    #expect(pieces(.punctuation(.isolated), "a+b—c€") == ["a", "+", "b", "—", "c€"])
    #expect(pieces(.plain(["."], .removed, inverts: true), "a.b..c") == [".", ".", "."])
    #expect(pieces(.byteLevel(addsSpace: true, splits: true), "a é") == ["Ġa", "ĠÃ©"])
    let steps = PreTokenizer.sequence([.digits(areApart: true), .byteLevel(addsSpace: true, splits: false)])
    #expect(pieces(steps, "a1") == ["Ġa", "Ġ1"])
  }

  @Test(arguments: [
    (Metaspace.Prepending.always, true, ["▁a", "▁b"]), (.always, false, ["▁a▁b"]),
    (.never, true, ["a", "▁b"]),
    (.first, true, ["▁a", "▁b"]),
  ]) func metaspace(prepending: Metaspace.Prepending, splits: Bool, expected: [String]) {
    let metaspace = Metaspace(replacement: "▁", prepending: prepending, splits: splits)
    #expect(pieces(.metaspace(metaspace), "a b") == expected)
    #expect(pieces(.metaspace(metaspace), " a b", startsText: false).first == (splits ? "▁a" : "▁a▁b"))
    #expect(
      pieces(.metaspace(metaspace), "a", startsText: false) == [prepending == .always ? "▁a" : "a"])
  }

  private func pieces(_ step: PreTokenizer, _ text: String, startsText: Bool = true) -> [String] {
    step.pieces(of: [Piece(scalars: Array(text.unicodeScalars)[...], startsText: startsText)]).map {
      String(String.UnicodeScalarView($0.scalars))
    }
  }

  /// The bytes have 256 characters, and each leads back.
  @Test func theAlphabetOfBytesIsOneToOne() {
    #expect(Set(ByteAlphabet.characters).count == 256)
    for byte in UInt8.min...UInt8.max {
      #expect(ByteAlphabet.byte(of: ByteAlphabet.characters[Int(byte)]) == byte)
    }
    #expect(ByteAlphabet.characters[32] == "Ġ" && ByteAlphabet.characters[10] == "Ċ")
    #expect(ByteAlphabet.byte(of: " ") == nil && ByteAlphabet.byte(of: "中") == nil)
  }

  /// Examples of Unicode Standard Annex 15, and of its corrigenda where orders of marks meet.
  @Test(arguments: [
    ("A\u{30A}", "\u{C5}"), ("\u{212B}", "\u{C5}"), ("\u{2126}", "\u{3A9}"), ("s\u{307}\u{323}", "\u{1E69}"),
    ("\u{1E0B}\u{323}", "\u{1E0D}\u{307}"), ("q\u{307}\u{323}", "q\u{323}\u{307}"),
    ("\u{1100}\u{1161}\u{11A8}", "\u{AC01}"), ("\u{FB01}", "\u{FB01}"), ("\u{F73}", "\u{F71}\u{F72}"),
    ("\u{F72}\u{F81}", "\u{F71}\u{F72}\u{F80}"), ("\u{344}", "\u{308}\u{301}"), ("abc", "abc"),
  ]) func formC(text: String, expected: String) {
    #expect(NormalizationFormC.normalized(Array(text.unicodeScalars)) == Array(expected.unicodeScalars))
  }

  @Test func decodersUndo() {
    func decoded(_ decoder: TokenDecoder, _ tokens: [String]) -> [String] {
      decoder.decoded(tokens.map { Array($0.unicodeScalars) }).map { String(String.UnicodeScalarView($0)) }
    }
    #expect(decoded(.byteFallback, ["a", "<0xC3>", "<0xA9>", "b", "<0xFF>"]) == ["a", "é", "b", "\u{FFFD}"])
    #expect(decoded(.byteLevel, ["Ġa", "Ã", "©", "ÿ"]) == [" aé\u{FFFD}"])
    #expect(decoded(.strip(" ", start: 1, stop: 2), ["  a   ", " "]) == [" a ", ""])
    #expect(decoded(.replace(["▁"], by: [" "]), ["▁a▁", "b"]) == [" a ", "b"])
    let metaspace = Metaspace(replacement: "▁", prepending: .first, splits: true)
    #expect(decoded(.metaspace(metaspace), ["▁a", "▁b"]) == ["a", " b"])
    #expect(decoded(.sequence([.fuse, .strip("a", start: 9, stop: 9)]), ["aa", "b", "a"]) == ["b"])
  }
}
