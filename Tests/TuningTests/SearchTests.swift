import Glibc
import PIMConfiguration
import PIMExperiments
import PIMNumerics
import PIMTestFiles
import PIMTestSupport
import PIMTuning
import Testing

/// The environment of the tests.
private enum Soak {
  static let isSoak = getenv("SOAK_SEEDS") != nil
}

/// Searches of small spaces on a tiny model, against running every point.
@Suite struct SearchTests {
  /// Keys and values to draw from; null leaves a key out.
  private static let keys: [(String, [String])] = [
    ("schedule", ["serial", "overlapped"]), ("attention", ["sequential", "pipelined"]),
    ("attentionGroups", ["1", "2"]), ("pipelinedFrom", ["1", "3"]), ("bias", ["asic", "preset"]),
    ("rowOpening", ["onDemand", "ahead"]), ("valueLayout", ["interleaved", "blocked", "grouped"]),
    ("parameterPrefetch", ["none", "ahead"]), ("productTiles", ["1", "2", "5"]),
    ("operators.feedForwardUp.tiles", ["null", "1", "3"]),
    ("operators.feedForwardDown.tiles", ["null", "2", "4"]),
    ("operators.projection.rowOpening", ["null", "ahead"]),
    ("operators.scores.rowOpening", ["null", "ahead"]), ("scoreBuffer", ["64 B", "4 KiB"]),
    ("partialBuffer", ["64 B", "1 KiB", "8 KiB"]),
  ]

  /// Points of the largest spaces: 500 in the soak, of which every point is run three times.
  private static let sizes = Soak.isSoak ? [40, 120, 500] : [12, 24, 60]

  /// A random space.
  static func space(_ seed: UInt64, sizes: [Int] = [40, 120, 500]) throws -> Space {
    var random = SeededGenerator(seed: seed)
    var text = "mapping: paper\nchoices:\n"
    var (count, hasAttention) = (1, false)
    var rest = keys
    while !rest.isEmpty {
      let (key, all) = rest.remove(at: random.nextIndex(below: rest.count))
      let values = random.nextIndex(below: 3) == 0 ? all.reversed() : all
      guard count * values.count <= sizes[Int(seed % 3)] else { continue }
      count *= values.count
      let list = "[\(values.joined(separator: ", "))]"
      text +=
        key == "attentionGroups" && hasAttention
        ? "  \(key): {values: \(list), only: {attention: [pipelined]}}\n" : "  \(key): \(list)\n"
      hasAttention = hasAttention || key == "attention"
    }
    return try SpaceTests.space(text)
  }

  static func tuning(_ space: Space, _ objective: Objective) throws -> Tuning {
    try Tuning(
      Tuning.Subject(Fixtures.folder + "/Fixtures/small.yaml", overrides: ["tokens=3"]), in: space,
      objective: objective, library: Fixtures.library)
  }

  private static func points(of space: Space) -> [Prefix] {
    var points: [Prefix] = []
    func visit(_ prefix: Prefix) {
      if space.isPoint(prefix) { points.append(prefix) } else { space.children(of: prefix).forEach(visit) }
    }
    visit([])
    return points
  }

  @Test(arguments: 0..<100) func equalsBruteForce(seed: Int) throws {
    let space = try Self.space(UInt64(seed), sizes: Self.sizes)
    let objective = Objective.allCases[seed / 3 % 3]
    let tuning = try Self.tuning(space, objective)
    let bound = try TuningBound(tuning)
    var search = Search(tuning, bound: bound, limits: .init(), jobs: 2)
    try search.run()
    let outcomes = try Self.points(of: space).map { try tuning.run($0).outcome }
    let least = outcomes.compactMap { $0.cost(objective) }.min()
    #expect(search.best?.cost == least)
    guard least != nil else { return }
    // No run is below a bound of it.
    for (point, outcome) in zip(Self.points(of: space), outcomes) {
      guard let cost = outcome.cost(objective) else { continue }
      for count in 0...point.count { #expect(!(cost < bound.cost(behind: Array(point[..<count])))) }
    }
    let certificate = try Certificate(search, of: tuning, bound: bound)
    #expect(certificate.gap == nil)
    let check = try CertificateCheck(certificate, tuning, isFull: seed % 4 == 0 || Soak.isSoak, jobs: 2)
    #expect(check.gap == nil && check.points == space.count)
  }

  /// A limit of runs leaves a gap, which the certificate states and a longer search closes.
  @Test func limits() throws {
    let tuning = try Self.tuning(Self.space(5), .latency)
    let bound = try TuningBound(tuning)
    var last = 1.0
    var runs = 0
    for limit in [1, 4, 10, 1000] {
      var search = Search(tuning, bound: bound, limits: .init(runs: limit), jobs: 1)
      try search.run()
      let certificate = try Certificate(search, of: tuning, bound: bound)
      #expect(certificate.gap ?? 0 <= last && certificate.runs.count >= runs)
      (last, runs) = (certificate.gap ?? 0, certificate.runs.count)
      _ = try CertificateCheck(certificate, tuning, isFull: false, jobs: 1)
    }
    #expect(last == 0)
  }

  /// A search that was killed at any moment goes on to the same files.
  @Test func killedSearchesGoOn() throws {
    let folder = try TemporaryFolder()
    let tuning = try Self.tuning(Self.space(2), .latency)
    func run(_ name: String, jobs: Int) throws {
      _ = try TuningReport(
        tuning, limits: .init(), folder: folder.path + "/" + name, output: folder.path + "/" + name + "/tuned.yaml",
        jobs: jobs)
    }
    func files(_ name: String) -> [String?] {
      ["tuned.yaml", "tuned.yaml.certificate.json"].map { Fixtures.read("\(folder.path)/\(name)/\($0)") }
    }
    try run("whole", jobs: 1)
    let lines = try #require(Fixtures.read(folder.path + "/whole/runs.jsonl"))
    var random = SeededGenerator(seed: 7)
    for index in 0..<12 {
      // What a killed process leaves: the file of runs up to any byte.
      let length = random.nextIndex(below: lines.utf8.count)
      let name = "killed\(index)"
      try OutputFile.write(
        String(decoding: Array(lines.utf8)[..<length], as: UTF8.self), to: "\(folder.path)/\(name)/runs.jsonl")
      try run(name, jobs: 1 + index % 3)
      #expect(files(name) == files("whole"), "killed after \(length) bytes")
    }
  }

  @Test func aSpaceWithoutAFit() throws {
    let tuning = try Self.tuning(SpaceTests.space("mapping: paper\nchoices: {partialBuffer: [2 B, 4 B]}"), .latency)
    let bound = try TuningBound(tuning)
    var search = Search(tuning, bound: bound, limits: .init(), jobs: 1)
    try search.run()
    let found = message { _ = try Certificate(search, of: tuning, bound: bound) }
    #expect(found.hasPrefix("space s: none of 2 fits: "), "\(found)")
  }
}
