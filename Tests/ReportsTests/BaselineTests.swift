import PIMGPT
import PIMTestSupport
import Testing

@Suite struct BaselineTests {
  /// A model of two layers, width 64, two heads of 32, FFN 256; four tokens.
  static func compare(_ baseline: String, _ overrides: String...) throws -> RunDifference {
    let folder = try TemporaryFolder()
    let path = folder.path + "/b.yaml"
    try OutputFile.write(baseline, to: path)
    return try Comparison(
      [Fixtures.folder + "/Fixtures/small.yaml", path], overrides: overrides, library: Fixtures.library
    ).run().differences[0]
  }

  static let bound =
    "{name: b, description: d, method: bandwidth, bandwidth: 8 Gb/s, power: 2 W, element: fp16}"

  @Test func bandwidthBound() throws {
    // A block has 4 · 64² + 2 · 64 · 256 = 49,152 elements in matrices and 3 · 64 + 256 + 6 · 64 = 832 in
    // vectors: 99,968 in two blocks. Keys and values before position e, end of a step, are 2 · 2 · 64 · e
    // elements; e = 1, 2, 3, 4 sum to 10: 2,560. 4 · 99,968 + 2,560 = 402,432 elements of 2 B at 1 B/ns take
    // 804,864 ns; 2 W for as long are 1,609,728 nJ.
    let difference = try Self.compare(Self.bound)
    #expect(difference.b[.latency] == .exact(804_864_000))
    #expect(difference.b[.energy] == .exact(1_609_728 * 1_000_000_000_000_000))
    #expect(difference.b[.timePerToken] == .real(201_216_000))
    #expect(difference.b[.power] == .real(2))
    #expect(difference.b[.commands] == nil && difference[.cause] == nil && difference.configuration == nil)
    let single = try Self.compare(Self.bound.replacing("fp16", "fp32"))
    #expect(single.b[.latency] == .exact(2 * 804_864_000))
  }

  @Test func bandwidthBoundOfAPromptWithEmbeddingAndHead() throws {
    // Three positions of prompt and the first token go through together: passes end at 3 and then at 4, 5, 6.
    // 4 · 99,968 elements of blocks; 256 · (3 + 4 + 5 + 6) of keys and values; 2 · 64 for each of 6 positions
    // of embedding; for each of 4 tokens the head's 100 · 64 and the final norm's 128: 399,872 + 4,608 + 768
    // + 26,112 = 431,360 elements of 2 B.
    let difference = try Self.compare(
      Self.bound, "promptLength=3", "lmHead=true", "embedding=true", "system.organisation.rows=4096")
    #expect(difference.b[.latency] == .exact(862_720_000))
  }

  @Test func ratiosAreIntervals() throws {
    let difference = try Self.compare(
      "{name: b, description: d, method: ratio, latency: {least: 2, most: 4}, energy: {least: 3, most: 4}}")
    guard case .exact(let time)? = difference.a[.latency] else { throw InputError("test", "no latency") }
    #expect(difference.b[.latency] == .interval(least: 2 * Double(time), most: 4 * Double(time)))
    #expect(difference[.latency]?.ratio == .interval(least: 2, most: 4))
    #expect(difference[.energy]?.ratio == .interval(least: 3, most: 4))
    #expect(difference.b[.power] == nil)
  }

  @Test func measuredTimesAreInterpolated() throws {
    // 10 + 20 + 30 + 40 µs
    let difference = try Self.compare(Fixtures.measuredBaseline)
    #expect(difference.b[.latency] == .exact(100_000_000))
    #expect(difference.b[.energy] == nil && difference[.energy]?.difference == nil)
  }

  @Test(arguments: [
    (
      Fixtures.measuredBaseline, "tokens=5",
      "measured from position 0 to 3; expected positions 0 to 4, as in the run"
    ),
    (
      Fixtures.measuredBaseline, "model.layers=1",
      "measured with tiny, and the run has tiny; expected a measurement of the same model: pimgpt baseline cpu --model tiny"
    ),
    (
      Fixtures.measuredBaseline, "lmHead=true",
      "measured with embedding: false and lmHead: false; expected as in the run: embedding: false and lmHead: true"
    ),
  ])
  func runsThatWereNotMeasured(baseline: String, override: String, expected: String) throws {
    let text = message { _ = try Self.compare(baseline, override, "system.organisation.rows=4096") }
    #expect(text.hasSuffix("/b.yaml: " + expected))
  }

  @Test(arguments: [
    (
      "bandwidth: 8 Gb/s", "bandwidth: 8 W",
      "b.yaml:1:57: bandwidth: wrong unit, found the power 8 W; expected a data rate such as \"16 Gb/s\""
    ),
    (
      "bandwidth: 8 Gb/s", "bandwidth: 0 Gb/s",
      "b.yaml:1:57: bandwidth: out of range, found 0 Gb/s; expected a data rate of at least 1 b/s"
    ),
    (
      "element: fp16", "element: fp8",
      "b.yaml:1:86: element: unknown choice, found \"fp8\"; expected one of fp16, fp32"
    ),
    (
      "method: bandwidth", "method: guess",
      "b.yaml:1:35: method: unknown choice, found \"guess\"; expected one of bandwidth, ratio, measured"
    ),
  ])
  func brokenBaselines(old: String, new: String, expected: String) throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/b.yaml"
    try OutputFile.write(Self.bound.replacing(old, new), to: path)
    #expect(message { _ = try Baseline(path, library: Fixtures.library) } == folder.path + "/" + expected)
  }

  @Test func rangesAreInOrder() throws {
    let node = try Document.parse(
      text: "{name: b, description: d, method: ratio, latency: {least: 4, most: 2}}", name: "b.yaml")
    #expect(
      message { _ = try Baseline(decoding: node.value()) }
        == "b.yaml:1:62: latency.most: less than least, found 2.0; expected 4.0 or more")
  }

  @Test func presetsCanBeRead() throws {
    for name in ["t4", "xeon-gold-6154", "paper-t4", "paper-xeon"] {
      #expect(try Fixtures.library.check(name).kind == .baselines)
    }
  }

  /// What is measured is a document that a comparison reads; the times are this machine's.
  @Test func aMeasurementIsABaseline() throws {
    let baseline = try Fixtures.experiment().measureProcessor(points: 3, repeats: 1)
    let difference = try Self.compare(baseline.document(date: "today"))
    guard case .exact(let time)? = difference.b[.latency] else { throw InputError("test", "no latency") }
    #expect(time > 0)
  }
}
