import PIMConfiguration
import Testing

@Suite struct CanonicalTextTests {
  @Test func sortsNormalizesAndQuotes() throws {
    let node = try document(
      """
      b: {y: 0.50, x: [1_000, 12000 ps, 12.5 %, 1e-5]}
      a: "12"
      c: "plain text"
      d: null
      e: "true"
      f: 'a: b # "c"'
      g: "0.64 mm²"
      h: []
      i: {}
      j: [[1], [], {k: 1, l: 2}, ~]
      "k y": "line\\nbreak\\u0085"
      m: C:\\x
      """)
    #expect(
      canonicalText(of: node) == """
        a: "12"
        b:
          x:
            - 1000
            - 12 ns
            - 0.125
            - 0.00001
          y: 0.5
        c: plain text
        e: "true"
        f: "a: b # \\"c\\""
        g: 640000 um2
        h: []
        i: {}
        j:
          -
            - 1
          - []
          - k: 1
            l: 2
          - null
        k y: "line\\nbreak\\x85"
        m: "C:\\\\x"

        """)
    #expect(try canonicalText(of: document(canonicalText(of: node))) == canonicalText(of: node))
  }

  @Test func annotated() throws {
    let node = try ProvenanceForm.apply(
      to: document("b: {value: 12ns, source: \"Wu\\n et al.\", certainty: recalled}\na: 1\n"))
    #expect(
      canonicalText(of: node, style: .annotated) == """
        b: 12 ns  # recalled: Wu et al.
        a: 1  # user: a.yaml:2

        """)
  }

  /// FIPS 180-4 examples, and lengths around the block's end.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
    ),
    (
      String(repeating: "a", count: 100_000).prefix(64).description,
      "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"
    ),
  ])
  func sha256(text: String, hash: String) {
    #expect(SHA256.hexadecimal(Array(text.utf8)) == hash)
  }

  @Test func hashInParts() {
    let bytes = (0..<1_000).map { UInt8(truncatingIfNeeded: $0) }
    var parts = SHA256()
    for start in stride(from: 0, to: 1_000, by: 37) { parts.update(bytes[start..<min(start + 37, 1_000)]) }
    var whole = SHA256()
    whole.update(bytes)
    #expect(parts.finalize() == whole.finalize())
  }
}
