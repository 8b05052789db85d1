import PIMConfiguration
import PIMNumerics
import PIMTestFiles
import Testing

/// JSON is read as RFC 8259 has it, and nothing else is.
@Suite struct JSONTests {
  private func json(_ text: String) throws -> Node {
    try Document.parse(text: text, name: "a.json", syntax: .json)
  }

  /// Texts that Python's `json` refuses, with the place of the error; and NaN, which Python accepts although
  /// it is not JSON.
  @Test(arguments: [
    ("", "1:1: empty document; expected a mapping"),
    (" \n\t", "1:1: empty document; expected a mapping"),
    ("{\"a\": 1,}", "1:8: broken JSON: a comma in front of \"}\"; expected no comma behind the last member"),
    ("[1, 2,\n]", "1:6: broken JSON: a comma in front of \"]\"; expected no comma behind the last element"),
    ("{\"a\": 'x'}", "1:7: broken JSON: text in single quotes; expected double quotes"),
    ("{'a': 1}", "1:2: broken JSON: a key in single quotes; expected double quotes"),
    ("{\n  key: 1}", "2:3: broken JSON: found \"key\"; expected a key in double quotes"),
    ("{1: 2}", "1:2: broken JSON: found \"1\"; expected a key in double quotes"),
    ("# c\n1", "1:1: broken JSON: a comment; expected none: JSON has no comments"),
    ("[1, // c\n 2]", "1:5: broken JSON: a comment; expected none: JSON has no comments"),
    ("[1 /* c */]", "1:4: broken JSON: a comment; expected none: JSON has no comments"),
    ("{\"a\" /* c */: 1}", "1:6: broken JSON: a comment; expected none: JSON has no comments"),
    ("1 # c", "1:3: broken JSON: a comment; expected none: JSON has no comments"),
    (
      "[\"a\tb\"]",
      "1:4: broken JSON: control character U+0009 in text; expected \\t, or a closing quote before it"
    ),
    (
      "[\"a\nb\"]",
      "1:4: broken JSON: control character U+000A in text; expected \\n, or a closing quote before it"
    ),
    ("[\"\u{1}\"]", "1:3: broken JSON: control character U+0001 in text; expected an escape such as \\u001f"),
    ("[NaN]", "1:2: broken JSON: NaN is no number; expected a finite number, or null"),
    ("[Infinity]", "1:2: broken JSON: Infinity is no number; expected a finite number, or null"),
    ("[-Infinity]", "1:2: broken JSON: -Infinity is no number; expected a finite number, or null"),
    (
      "[01]",
      "1:2: broken JSON: malformed number, a zero in front of other digits; expected a number such as -12.5e-3"
    ),
    (
      "[1.]",
      "1:2: broken JSON: malformed number, no digit behind the point; expected a number such as -12.5e-3"
    ),
    (
      "[-]",
      "1:2: broken JSON: malformed number, no digit behind the sign; expected a number such as -12.5e-3"
    ),
    (
      "[1e+]",
      "1:2: broken JSON: malformed number, no digit in the exponent; expected a number such as -12.5e-3"
    ),
    ("[0x10]", "1:3: broken JSON: found \"x10\"; expected a comma or \"]\""),
    ("[1_000]", "1:3: broken JSON: found \"_000\"; expected a comma or \"]\""),
    (
      "[+1]",
      "1:2: broken JSON: found \"+\"; expected a value: an object, an array, text in double quotes, a number, true, false or null"
    ),
    (
      "[True]",
      "1:2: broken JSON: found \"True\"; expected a value: an object, an array, text in double quotes, a number, true, false or null"
    ),
    (
      "[truey]",
      "1:2: broken JSON: found \"truey\"; expected a value: an object, an array, text in double quotes, a number, true, false or null"
    ),
    ("[1 2]", "1:4: broken JSON: found \"2\"; expected a comma or \"]\""),
    ("{\"a\" 1}", "1:6: broken JSON: found \"1\"; expected a colon behind the key"),
    ("{\"a\": 1 \"b\": 2}", "1:9: broken JSON: found \"\"\"; expected a comma or \"}\""),
    ("{\"a\": 1]", "1:8: broken JSON: found \"]\"; expected a comma or \"}\""),
    ("[1]]", "1:4: broken JSON: text behind the end of the document; expected one value in one file"),
    ("{}\n{}", "2:1: broken JSON: text behind the end of the document; expected one value in one file"),
    ("[\"\\x\"]", "1:3: broken JSON: unknown escape; expected one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u"),
    ("[\"\\u12g4\"]", "1:3: broken JSON: malformed escape; expected four hexadecimal digits behind \\u"),
    (
      "{\"a\": 1, \"b\": {\"a\": 2, \"a\": 3}}",
      "1:24: b.a: duplicate key (first on line 1); expected each key once"
    ),
  ])
  func whatIsNoJSON(text: String, expected: String) {
    #expect(message { _ = try json(text) } == "a.json:" + expected)
  }

  /// U+1F600 is D83D DE00; a half of a pair stands for nothing.
  @Test func surrogatePairs() throws {
    #expect(try json("\"\\ud83d\\ude00\\u00e9\\n\\/\"").scalar?.text == "\u{1F600}é\n/")
    let pair = "expected \\ud800 to \\udbff and \\udc00 to \\udfff together, in this order"
    for (text, half) in [
      ("\"\\ud83d\"", "D83D"), ("\"\\ud83dx\"", "D83D"), ("\"\\ude00\"", "DE00"),
      ("\"\\ud83d\\ud83d\"", "D83D"),
      ("\"\\ud83d\\n\"", "D83D"),
    ] {
      #expect(
        message { _ = try json(text) }
          == "a.json:1:2: broken JSON: half of a surrogate pair, \\u\(half); \(pair)")
    }
  }

  /// Wherever a document is cut off, the end is where it is broken.
  @Test func whatIsCutOff() {
    let text = "{\"a\": [1, {\"b\": \"c\\n\"}, null], \"d\": {}}"
    for count in 1..<text.utf8.count {
      let found = message { _ = try json(String(text.prefix(count))) }
      #expect(
        found.hasPrefix("a.json:1:") && found.contains("the text ends") || found.contains("found \"n"),
        "\(count): \(found)")
    }
  }

  /// Columns count characters, not bytes; lines end at a line feed.
  @Test func marks() throws {
    let node = try json("\u{FEFF}{\"é\u{1F600}\": 1, \"b\":\r\n [true]}")
    #expect(node.mark == Mark(file: "a.json", line: 1, column: 1))
    #expect(node.mapping?.entries[0].value.mark == Mark(file: "a.json", line: 1, column: 8))
    #expect(node.mapping?.entries[1].key.mark == Mark(file: "a.json", line: 1, column: 11))
    #expect(node["b"]?.sequence?[0].mark == Mark(file: "a.json", line: 2, column: 3))
  }

  /// The same nodes as YAML makes of the same text, which is the older way to read it.
  @Test func sameNodesAsYAML() throws {
    let text =
      "{\"architectures\":[\"GPT2LMHeadModel\"],\n\"n_layer\":12,\"epsilon\":1e-05,\"tie\":true,"
      + "\"summary\":null,\"path\":\"a\\/b\\u00e9\",\"x\":-0.5E+3,\"t\":\"true\",\n \"empty\":{},\"none\":[]}"
    #expect(try json(text) == Document.parse(text: text, name: "a.json"))
  }

  /// YAML's own keys and limits are none of JSON's.
  @Test func anyKey() throws {
    let long = String(repeating: "k", count: 3000)
    let node = try json("{\"\": 1, \"<<\": 2, \"\(long)\": 3}")
    #expect(node.mapping?.entries.map(\.key.name) == ["", "<<", long])
  }

  @Test func nestingHasALimitAndTakesNoStack() {
    #expect(
      message { _ = try json(String(repeating: "[", count: 1_000_000)) }
        == "a.json:1:65: nested too deeply; expected at most 64 levels")
    #expect(
      message { _ = try json(String(repeating: "{\"a\":", count: 1_000_000)) }
        == "a.json:1:321: nested too deeply; expected at most 64 levels")
  }

  @Test func invalidUTF8() {
    #expect(
      message { _ = try Document.parse(bytes: Array("[\"a\n".utf8) + [0xFF], name: "a.json", syntax: .json) }
        == "a.json:2:1: invalid UTF-8; expected text encoded in UTF-8")
  }

  /// A file is JSON by its name, or because what asks for it reads nothing else.
  @Test func filesByTheirNames() throws {
    let folder = try TemporaryFolder(["a.json": "{a: 1}", "a.yaml": "{a: 1}"])
    #expect(try Document.load(path: folder.path + "/a.yaml")["a"]?.scalar?.text == "1")
    #expect(
      message { _ = try Document.load(path: folder.path + "/a.json") }.hiding(folder)
        == "a.json:1:2: broken JSON: found \"a\"; expected a key in double quotes")
    #expect(
      message { _ = try Document.load(path: folder.path + "/a.yaml", syntax: .json) }.hiding(folder)
        == "a.yaml:1:2: broken JSON: found \"a\"; expected a key in double quotes")
  }

  /// Bytes that are changed give a node or an error, and never the end of the program.
  @Test(arguments: 0..<4) func nothingCrashes(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let sample = Array(
      "{\"a\": [1, -2.5e3, \"x\\u00e9\\ud83d\\ude00\u{1F600}\"], \"b\": {\"c\": null, \"d\": true}}\n".utf8)
    let alphabet = Array("{}[]:,\"\\u'#/ \n\t01-+.eEtfnN".utf8) + [0, 0x7F, 0xC3, 0xFF, 0xED, 0xA0]
    for _ in 0..<2000 {
      var bytes = sample
      for _ in 0..<Int.random(in: 1...5, using: &generator) where !bytes.isEmpty {
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: bytes[place] = alphabet.randomElement(using: &generator)!
        case 1: bytes.removeSubrange(place..<min(bytes.count, place + 3))
        default: bytes.insert(alphabet.randomElement(using: &generator)!, at: place)
        }
      }
      _ = try? Document.parse(bytes: bytes, name: "a.json", syntax: .json)
    }
  }
}
