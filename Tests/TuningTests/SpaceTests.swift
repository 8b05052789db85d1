import PIMConfiguration
import PIMExperiments
import PIMMapping
import PIMTestSupport
import PIMTuning
import Testing

@Suite struct SpaceTests {
  static func space(_ text: String) throws -> Space {
    try Space(document: Document.parse(text: text, name: "s.yaml"), name: "s")
  }

  /// Three choices, the last of which is open behind one value of the first: 2 · 3 + 1 · 3 points.
  static let conditional = """
    mapping: paper
    choices:
      attention: [sequential, pipelined]
      productTiles: [1, 2, 3]
      attentionGroups: {values: [1, 2], only: {attention: pipelined}}
    start: {productTiles: 2}
    """

  @Test func pointsAreCounted() throws {
    let space = try Self.space(Self.conditional)
    #expect(space.count == 9)
    #expect(space.start == [0, 1, 0])
    #expect(space.point(space.start) == [0, 1, Space.absent])
    var points: [Prefix] = []
    func visit(_ prefix: Prefix) {
      if space.isPoint(prefix) { points.append(prefix) } else { space.children(of: prefix).forEach(visit) }
    }
    visit([])
    #expect(points.count == 9 && Set(points).count == 9)
    #expect(points.first == [0, 0, Space.absent] && points.last == [1, 2, 1])
    #expect(space.title(of: [1, 2, 1]) == "attention = pipelined, productTiles = 3, attentionGroups = 2")
    #expect(space.title(of: [0, 2, Space.absent]) == "attention = sequential, productTiles = 3")
  }

  @Test(arguments: [
    ("choices: {bias: [asic]}", "s.yaml:1:1: mapping: missing key; expected a mapping: a preset, a path or a mapping"),
    ("mapping: paper\nchoices: {}", "choices: no choice; expected keys of a mapping, each with a list of values"),
    ("mapping: paper\nchoices: {bias: []}", "choices.bias: no values; expected a list of values"),
    ("mapping: paper\nchoices: {bias: [asic, asic]}", "value twice, found \"asic\"; expected each value once"),
    (
      "mapping: paper\nchoices: {bias: [{a: 1}]}",
      "choices.bias[0]: wrong type, found a mapping; expected a scalar; null leaves the key out"
    ),
    (
      "mapping: paper\nchoices: {bias: {values: [asic], only: {schedule: serial}}}",
      "no choice before this one, found \"schedule\"; expected no condition on the first choice"
    ),
    (
      "mapping: paper\nchoices: {schedule: [serial], bias: {values: [asic], only: {schedule: [overlapped]}}}",
      "not a value of schedule, found overlapped; expected one of serial"
    ),
    ("mapping: paper\nchoices: {extends: [paper, best]}", "choices.extends: no choice of a mapping; expected a key"),
    ("mapping: paper\nchoices: {bias: [asic]}\nstart: {bia: asic}", "no such choice, found \"bia\"; expected one of bias; did you mean \"bias\"?"),
    ("mapping: paper\nchoices: {bias: [asic]}\nbegin: {}", "begin: unknown key"),
  ]) func errors(text: String, expected: String) {
    let found = message { _ = try Self.space(text) }
    #expect(found.contains(expected), "\(found)")
  }

  /// What a mapping cannot have is found before the first run.
  @Test(arguments: [
    ("biass: [asic]", "mapping.biass: unknown key"), ("bias: [asics]", "mapping.bias: unknown choice, found \"asics\""),
    ("operators.scores.tiles: [2]", "mapping.operators.scores.tiles: unknown key"),
    ("productTiles: [0]", "mapping.productTiles: out of range, found 0"),
  ]) func valuesOfNoMapping(choice: String, expected: String) {
    let found = message {
      _ = try Tuning(
        Tuning.Subject(Fixtures.folder + "/Fixtures/small.yaml"),
        in: Self.space("mapping: paper\nchoices: {\(choice)}"), library: Fixtures.library)
    }
    #expect(found.contains(expected), "\(found)")
  }

  /// What is set of the mapping would be lost in the file.
  @Test func theMappingCannotBeSet() throws {
    let space = try Self.space("mapping: paper\nchoices: {bias: [asic]}")
    let found = message {
      _ = try Tuning(
        Tuning.Subject(Fixtures.folder + "/Fixtures/small.yaml", overrides: ["mapping.bias=preset"]), in: space,
        library: Fixtures.library)
    }
    #expect(found.hasPrefix("--set mapping.bias=preset: the mapping is what is searched; expected "), "\(found)")
  }

  /// The default space has paper.yaml and best.yaml, and begins with the latter.
  @Test func theDefaultSpace() throws {
    let space = try Space(path: "default", library: Fixtures.library)
    #expect(space.choices.count { $0.values.count >= 4 } >= 8)
    #expect(
      space.choices.count { $0.values.count >= 4 && "\($0.path)".hasPrefix("operators.") } >= 3)
    let tuning = try Tuning(Tuning.Subject("gpt2-small"), in: space, library: Fixtures.library)
    func policy(of point: Prefix) throws -> MappingPolicy {
      var policy = try tuning.experiment(at: point).policy
      policy.name = ""
      return policy
    }
    for name in ["paper", "best"] {
      var wanted = try Experiment("gpt2-small", overrides: ["mapping=\(name)"], library: Fixtures.library).policy
      wanted.name = ""
      // The first values but for the buffers, or the point where the search begins.
      let buffers = ["scoreBuffer": "32 KiB", "partialBuffer": "32 KiB", "parameterBuffer": "64 KiB"]
      let plain = space.choices.map { choice in
        buffers["\(choice.path)"].flatMap { choice.labels.firstIndex(of: $0) } ?? 0
      }
      #expect(try policy(of: space.point(name == "best" ? space.start : plain)) == wanted, "\(name)")
    }
  }
}
