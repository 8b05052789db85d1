import PIMConfiguration
import PIMNumerics
import Testing

@Suite struct DocumentTests {
  @Test(arguments: [
    ("", "a.yaml:1:1: empty document; expected a mapping"),
    ("# only a comment\n", "a.yaml:1:1: empty document; expected a mapping"),
    ("a: 1\nb: 2\na: 3\n", "a.yaml:3:1: a: duplicate key (first on line 1); expected each key once"),
    (
      "s:\n  t:\n  - {x: 1, x: 2}\n",
      "a.yaml:3:12: s.t[0].x: duplicate key (first on line 3); expected each key once"
    ),
    ("a: &x 1\n", "a.yaml:1:4: anchors are not supported; expected the value itself, or \"extends\""),
    ("a: *x\n", "a.yaml:1:4: aliases are not supported; expected the value itself, or \"extends\""),
    ("a: !!int 1\n", "a.yaml:1:4: tags are not supported; expected a value without a tag"),
    ("? [1, 2]\n: 3\n", "a.yaml:1:3: key that is not a scalar; expected a name as the key"),
    ("{\"\": 3}\n", "a.yaml:1:2: empty key; expected a name before the colon"),
    ("a:\n  <<: 1\n", "a.yaml:2:3: a: merge keys (\"<<\") are not supported; expected \"extends\""),
    ("a: 1\n---\nb: 2\n", "a.yaml:2:1: second document in one file; expected one document"),
    (
      "a:\n\tb: 1\n",
      "a.yaml:2:1: broken YAML: a tab, \"@\", \"`\" or \"%\" cannot stand here; "
        + "expected spaces for indentation, and quotes around such text"
    ),
    (
      "a: 1\n b: 2\n",
      "a.yaml:2:3: broken YAML: mapping values are not allowed in this context"
    ),
    (
      "a: [1, 2\nb: 3\n",
      "a.yaml:2:2: broken YAML: did not find expected ',' or ']' while parsing a flow sequence begun on line 1"
    ),
    ("a: \u{1}\n", "a.yaml:1:4: control character U+0001; expected text"),
  ])
  func brokenDocuments(text: String, expected: String) {
    #expect(message { _ = try document(text) } == expected)
  }

  @Test func invalidUTF8() {
    #expect(
      message { _ = try Document.parse(bytes: Array("a: 1\nb: ".utf8) + [0xFF, 0x0A], name: "a.yaml") }
        == "a.yaml:2:4: invalid UTF-8; expected text encoded in UTF-8")
  }

  @Test func nestingHasALimit() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    _ = try document(nested(64))
    #expect(
      message { _ = try document(nested(65)) } == "a.yaml:1:65: nested too deeply; expected at most 64 levels"
    )
    #expect(
      message { _ = try document(String(repeating: "{a: ", count: 100_000)) }
        == "a.yaml:1:257: nested too deeply; expected at most 64 levels")
  }

  @Test func longKeys() throws {
    let name = String(repeating: "k", count: 200)
    #expect(try document("\(name): 1").mapping?.entries[0].key.name == name)
    let shown = String(repeating: "k", count: 57)
    #expect(
      message { _ = try document("k\(name): 1") }
        == "a.yaml:1:1: \"\(shown)…\": key too long; expected at most 200 bytes")
  }

  @Test func marksCountFromOne() throws {
    let node = try document("a: 1\nb:\n  - x\n  - {c: y}\n")
    #expect(node.mark == Mark(file: "a.yaml", line: 1, column: 1))
    #expect(node.mapping?.entries[1].key.mark == Mark(file: "a.yaml", line: 2, column: 1))
    #expect(node["b"]?.sequence?[1]["c"]?.mark == Mark(file: "a.yaml", line: 4, column: 9))
    #expect(node.mapping?.entries.map(\.key.name) == ["a", "b"])
  }

  @Test func readsJSON() throws {
    let node = try document(
      "{\"architectures\":[\"GPT2LMHeadModel\"],\n\t\"n_layer\":12,\"layer_norm_epsilon\":1e-05,\"tie\":true,"
        + "\"summary\":null,\"path\":\"a\\/b\\u00e9\",\"h.0.attn\":{\"shape\":[768,2304],\"data_offsets\":[0,10]}}"
    )
    var section = try node.mapping()
    #expect(try section.integer("n_layer") == 12)
    #expect(try section.real("layer_norm_epsilon") == 1e-5)
    #expect(try section.boolean("tie") == true)
    #expect(section.optionalValue("summary") == nil)
    #expect(try section.text("path") == "a/bé")
    #expect(
      try section.list("architectures").map { value throws(ConfigurationError) in try value.text() } == [
        "GPT2LMHeadModel"
      ])
    var tensor = try section.section("h.0.attn")
    #expect(
      try tensor.list("shape").map { value throws(ConfigurationError) in try value.integer() } == [768, 2304])
    #expect(
      message { try tensor.finish() }
        == "a.yaml:2:119: \"h.0.attn\".data_offsets: unknown key; expected one of shape")
    try section.finish()
  }

  /// A byte order mark, and line ends of other systems.
  @Test func otherEditors() throws {
    let node = try document("\u{FEFF}a: 1\r\nb: 2\r\n")
    #expect(node.mapping?.entries.map(\.key.name) == ["a", "b"])
    #expect(node["b"]?.mark == Mark(file: "a.yaml", line: 2, column: 4))
  }

  @Test func missingFile() {
    #expect(
      message {
        _ = try Document.load(path: "/nowhere/b.yaml", reference: Mark(file: "a.yaml", line: 2, column: 5))
      }
        == "a.yaml:2:5: cannot read /nowhere/b.yaml: No such file or directory")
    #expect(message { _ = try Document.load(path: "/tmp") } == "cannot read /tmp: Is a directory")
  }

  /// Random bytes, and documents with bytes changed, cut and doubled, give a node or an error, and what
  /// parses has a canonical text that reads back to itself.
  @Test(arguments: 0..<8) func nothingCrashes(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let sample = Array(
      """
      extends: base  # comment
      timing: {tRP: 12 ns, tRC: {value: "48ns", source: "a: b", certainty: stated}}
      rules:
        - after: [ACT, 'PRE']
          delay: -1.50
        - - "x\\n\\u263A"
          - |
            text
             more
        - ~
      text: >-
        folded
        text
      "quoted key": 0x10
      """.utf8)
    let alphabet =
      Array(" \n\t:-[]{},\"'#&*!|>%@`?a1.ns\\~_e+µ".utf8) + [0, 0x7F, 0x85, 0xC2, 0xFF, 0xE2, 0x80, 0xA8]
    for round in 0..<400 {
      var bytes = sample
      if round % 4 == 0 {
        bytes = (0..<Int.random(in: 0...80, using: &generator)).map { _ in
          alphabet.randomElement(using: &generator)!
        }
      } else {
        for _ in 0..<Int.random(in: 1...6, using: &generator) where !bytes.isEmpty {
          let place = Int.random(in: 0..<bytes.count, using: &generator)
          switch Int.random(in: 0..<4, using: &generator) {
          case 0: bytes[place] = alphabet.randomElement(using: &generator)!
          case 1: bytes.remove(at: place)
          case 2: bytes.insert(alphabet.randomElement(using: &generator)!, at: place)
          default: bytes.removeSubrange(place..<min(bytes.count, place + 9))
          }
        }
      }
      guard let node = try? Document.parse(bytes: bytes, name: "fuzz") else { continue }
      for style in [CanonicalText.Style.sorted, .documentOrder, .annotated] {
        let text = canonicalText(of: node, style: style)
        let again = try Document.parse(text: text, name: "fuzz")
        let plain = style == .annotated ? CanonicalText.Style.documentOrder : style
        #expect(canonicalText(of: again, style: plain) == canonicalText(of: node, style: plain), "\(bytes)")
      }
      _ = try? ProvenanceForm.apply(to: node)
      _ = ResolvedConstant.all(in: node)
    }
  }
}
