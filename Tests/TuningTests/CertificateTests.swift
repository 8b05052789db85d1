import PIMConfiguration
import PIMExperiments
import PIMMapping
import PIMWorkload
import PIMTestFiles
import PIMTestSupport
import PIMTuning
import Testing

/// Certificates that were changed in one place, each written with a hash that fits.
@Suite struct CertificateTests {
  private static func certificate(runs: Int? = nil) throws -> (Certificate, Tuning) {
    let tuning = try SearchTests.tuning(SearchTests.space(5), .latency)
    let bound = try TuningBound(tuning)
    var search = Search(tuning, bound: bound, limits: .init(runs: runs), jobs: 2)
    try search.run()
    return (try Certificate(search, of: tuning, bound: bound), tuning)
  }

  private static func refusal(_ certificate: Certificate, _ tuning: Tuning, isFull: Bool = false) -> String {
    message { _ = try CertificateCheck(certificate, tuning, isFull: isFull, jobs: 2) }
  }

  @Test func oneChangeIsRefused() throws {
    let (good, tuning) = try Self.certificate(runs: 9)
    #expect(Self.refusal(good, tuning, isFull: true) == "no error")
    #expect(!good.subtrees.isEmpty && good.runs.count >= 4)

    // A bound, in either direction.
    for change in [-1, 1] {
      var other = good
      other.subtrees[0].latency += Int64(change)
      #expect(Self.refusal(other, tuning).hasPrefix("the bound behind "))
      other = good
      other.subtrees[0].energy += Int128(change)
      #expect(Self.refusal(other, tuning).hasPrefix("the bound behind "))
    }
    // A run: the best, and another one.
    let own = try #require(good.runs.firstIndex { $0.point == good.best })
    for index in good.runs.indices {
      guard case .measured(let latency, let energy) = good.runs[index].outcome else { continue }
      for (time, yoctojoules) in [(latency + 1, energy), (latency, energy + 1)] {
        var other = good
        other.runs[index].outcome = .measured(latency: time, energy: yoctojoules)
        #expect(
          Self.refusal(other, tuning, isFull: index != own).contains(" gives another result: "), "run \(index)")
      }
      var other = good
      other.runs[index].outcome = .impossible("no room")
      #expect(Self.refusal(other, tuning, isFull: true) != "no error")
    }
    // A range: left out, or there twice.
    for index in good.subtrees[0].prefixes.indices {
      var other = good
      let prefix = other.subtrees[0].prefixes.remove(at: index)
      #expect(Self.refusal(other, tuning).contains(" points are covered, and the space has "))
      other.subtrees[0].prefixes += [prefix, prefix]
      #expect(Self.refusal(other, tuning).contains(" is covered twice: "))
    }
    var other = good
    other.runs.remove(at: own == 0 ? 1 : 0)
    #expect(Self.refusal(other, tuning).contains(" points are covered, and the space has "))
    // The best.
    other = good
    other.best = try #require(good.runs.first { $0.point != good.best && $0.outcome.cost(.latency) != nil }).point
    let best = try #require(good.runs[own].outcome.cost(.latency))
    let isWorse = other.runs.contains { $0.point == other.best && best < $0.outcome.cost(.latency)! }
    #expect(Self.refusal(other, tuning).hasSuffix(" is better than the best point") == isWorse)
    // A condition.
    other = good
    other.subtrees[0].prefixes[0][0] = Space.absent
    #expect(Self.refusal(other, tuning) != "no error")
  }

  /// Without a new hash, any change of any byte is seen when the file is read.
  @Test func changedFilesAreRefused() throws {
    let (good, tuning) = try Self.certificate(runs: 5)
    let bytes = try good.json()
    let read = try Certificate(bytes: bytes, name: "c.json")
    #expect(try read.json() == bytes)
    #expect(read.best == good.best && read.runs.count == good.runs.count && read.subtrees == good.subtrees)
    #expect(Self.refusal(read, tuning) == "no error")
    for index in stride(from: 0, to: bytes.count, by: 7) {
      var changed = bytes
      changed[index] ^= 1
      #expect(throws: (any Error).self, "byte \(index)") { try Certificate(bytes: changed, name: "c.json") }
    }
    // One digit of a run: the change is what is wrong, wherever it is.
    let digit = String(decoding: bytes, as: UTF8.self).replacing("\"point\": \"0", with: "\"point\": \"7", maxReplacements: 1)
    #expect(
      message { _ = try Certificate(bytes: Array(digit.utf8), name: "c.json") }
        == "c.json:1:1: changed since it was written; expected the file as `tune` wrote it: restore it, or search again")
  }

  /// The file has all of a mapping: its keys for single operators, and those that choices leave out or add.
  /// What an experiment chooses itself is replaced, also in the check.
  @Test func aTunedMappingIsWhole() throws {
    let folder = try TemporaryFolder()
    let text = try #require(Fixtures.read(Fixtures.folder + "/Fixtures/small.yaml"))
    let path = folder.path + "/a.yaml"
    try OutputFile.write(
      text.replacing("./small-system", with: Fixtures.folder + "/Fixtures/small-system").replacing(
        "schedule: serial}", with: "schedule: serial, pipelinedFrom: 3, operators: {context: {rowOpening: ahead}}}"),
      to: path)
    let space = """
      mapping: {extends: best, operators: {head: {tiles: 4}, feedForwardUp: {tiles: 9}}}
      choices:
        attentionGroups: [null, 2]
        operators.feedForwardUp.tiles: [null]
        operators.scores.rowOpening: [onDemand]
      """
    let tuning = try Tuning(Tuning.Subject(path), in: SpaceTests.space(space), library: Fixtures.library)
    let report = try TuningReport(
      tuning, limits: .init(), folder: folder.path + "/runs", output: folder.path + "/tuned.yaml")
    let tuned = try Experiment(
      path, overrides: ["mapping=\(folder.path)/tuned.yaml"], library: Fixtures.library
    ).policy
    #expect(
      tuned.operators == [
        .product(.head): OperatorChoice(tiles: 4), .scores: OperatorChoice(rowOpening: .onDemand),
      ])
    #expect(tuned.pipelinedFrom == 1 && tuned.attention == .pipelined && tuned.scoreBufferBytes == 52 << 10)
    let again = try Tuning(
      Tuning.Subject(path),
      in: SpaceTests.space("mapping: \(folder.path)/tuned.yaml\nchoices: {schedule: [overlapped]}"),
      library: Fixtures.library)
    #expect(try again.run([0]).outcome == .measured(latency: report.best.latency, energy: report.best.energy))
    let check = try CertificateCheck(
      path: folder.path + "/tuned.yaml.certificate.json", isFull: true, library: Fixtures.library)
    #expect(check.points == 2)
  }

  /// Files are read once, so that a search cannot take a lost file for a mapping that does not fit.
  @Test func filesAreReadOnce() throws {
    let folder = try TemporaryFolder()
    let text = try #require(Fixtures.read(Fixtures.folder + "/Fixtures/small.yaml"))
    let path = folder.path + "/a.yaml"
    try OutputFile.write(
      text.replacing("./small-system", with: Fixtures.folder + "/Fixtures/small-system"), to: path)
    let tuning = try Tuning(
      Tuning.Subject(path), in: SpaceTests.space("mapping: paper\nchoices: {bias: [asic]}"),
      library: Fixtures.library)
    TemporaryFolder.remove(path)
    guard case .measured = try tuning.run([0]).outcome else {
      Issue.record("no run")
      return
    }
  }

  /// The experiment is loaded by its name, and is compared with the one that was searched.
  @Test func theExperimentIsTheSame() throws {
    let folder = try TemporaryFolder()
    let text = try #require(Fixtures.read(Fixtures.folder + "/Fixtures/small.yaml"))
    let path = folder.path + "/a.yaml"
    try OutputFile.write(text.replacing("./small-system", with: Fixtures.folder + "/Fixtures/small-system"), to: path)
    let tuning = try Tuning(
      Tuning.Subject(path, overrides: ["tokens=2"]),
      in: SpaceTests.space("mapping: best\nchoices: {attentionGroups: [null, 2]}"), library: Fixtures.library)
    let report = try TuningReport(
      tuning, limits: .init(), folder: folder.path + "/runs", output: folder.path + "/tuned.yaml")
    let certificate = folder.path + "/tuned.yaml.certificate.json"
    #expect(
      message { _ = try CertificateCheck(path: folder.path + "/tuned.yaml", library: Fixtures.library) }
        == "\(folder.path)/tuned.yaml: is a mapping; expected its certificate, \(certificate)")
    let check = try CertificateCheck(path: certificate, library: Fixtures.library)
    #expect(check.points == 2 && check.runs.all == 2 && check.gap == nil)
    // The mapping is one that an experiment can name.
    let tuned = try Experiment(path, overrides: ["mapping=\(folder.path)/tuned.yaml"], library: Fixtures.library)
    #expect(tuned.policy.name == "tuned")
    let again = try Tuning(
      Tuning.Subject(path, overrides: ["tokens=2"]),
      in: SpaceTests.space("mapping: \(folder.path)/tuned.yaml\nchoices: {schedule: [overlapped]}"),
      library: Fixtures.library)
    #expect(try again.run([0]).outcome == .measured(latency: report.best.latency, energy: report.best.energy))
    try OutputFile.write(
      text.replacing("./small-system", with: Fixtures.folder + "/Fixtures/small-system").replacing("tokens: 4", with: "tokens: 4\nlmHead: true"),
      to: path)
    #expect(
      message { _ = try CertificateCheck(path: certificate, library: Fixtures.library) }.contains(" is not what it was: "))
    TemporaryFolder.remove(path)
    #expect(
      message { _ = try CertificateCheck(path: certificate, library: Fixtures.library) }
        .hasPrefix("\(certificate): its experiment, \(path), cannot be read: "))
  }
}
