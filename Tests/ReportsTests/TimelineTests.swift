import PIMGPT
import PIMTestSupport
import Testing

/// Timelines for Perfetto.
@Suite struct TimelineTests {
  private struct Slice {
    var name: String
    var start: Int64
    var end: Int64
  }

  /// Exact picoseconds of a decimal number of microseconds.
  private static func picoseconds(_ node: Node?) throws -> Int64 {
    let scalar = try #require(node?.scalar)
    let value = try #require(ExactDecimal(scalar.text))
    let scale = (value.fractionDigits..<6).reduce(Int128(1)) { power, _ in power * 10 }
    return Int64(value.mantissa * scale)
  }

  private static func slices(_ path: String) throws -> [String: [Slice]] {
    let file = try Document.load(path: path)
    var tracks: [String: [Slice]] = [:]
    for event in try #require(file["traceEvents"]?.sequence) where event["ph"]?.scalar?.text == "X" {
      let start = try picoseconds(event["ts"])
      let track = "\(event["pid"]!.scalar!.text)/\(event["tid"]!.scalar!.text)"
      tracks[track, default: []].append(
        Slice(name: event["name"]!.scalar!.text, start: start, end: start + (try picoseconds(event["dur"]))))
    }
    return tracks
  }

  private static func timeline(
    _ overrides: [String], hasCommands: Bool, positions: Range<Int>? = nil
  ) throws -> (tracks: [String: [Slice]], report: SimulationRecord) {
    let folder = try TemporaryFolder()
    let experiment = try Experiment(
      Fixtures.folder + "/Fixtures/small.yaml", overrides: overrides, library: Fixtures.library)
    let file = try TimelineFile(path: folder.path + "/a.json")
    let timeline = Timeline(file, of: experiment, hasCommands: hasCommands)
    let report = try experiment.simulate(positions: positions, timeline: timeline)
    try file.finish()
    return (try slices(folder.path + "/a.json"), report)
  }

  @Test(
    arguments: [
      [], ["mapping.schedule=overlapped", "system.refresh.policy=postponed"],
      ["lmHead=true", "embedding=true", "system.organisation.rows=4096"],
    ], [false, true])
  func slicesFollowOneAnother(overrides: [String], hasCommands: Bool) throws {
    let (tracks, report) = try Self.timeline(overrides, hasCommands: hasCommands)
    for (track, slices) in tracks {
      let sorted = slices.sorted { $0.start < $1.start }
      for (a, b) in zip(sorted, sorted.dropFirst()) {
        #expect(a.end <= b.start, "\(track): \(a) and \(b)")
      }
      #expect(sorted.allSatisfy { $0.start >= 0 && $0.start < $0.end })
    }
    // The positions are those of the report, and the operators fill them.
    let positions = try #require(tracks["1/1"])
    #expect(positions.map { $0.end - $0.start } == report.result.tokens.map(\.time))
    #expect(
      tracks["1/3"]?.map { $0.end - $0.start }.reduce(0, +) == report.result.time - report.result.debtTime)
    // The ASIC's functions are as long as it was busy.
    #expect(tracks["2/1"]?.map { $0.end - $0.start }.reduce(0, +) == report.result.work.asicBusy)
    if hasCommands {
      // A slice for every command of both channels: processes 10 and 11.
      let counts = ["10/1", "11/1"].map { tracks[$0]?.count ?? 0 }
      #expect(counts.map(Int64.init) == report.result.channels.map(\.commands.total))
    }
  }

  @Test func aWindowOfTheRun() throws {
    let (tracks, _) = try Self.timeline([], hasCommands: false, positions: 2..<4)
    #expect(tracks["1/1"]?.map(\.name) == ["position 2", "position 3"])
    #expect(tracks["1/2"]?.map(\.name) == ["layer 0", "layer 1", "layer 0", "layer 1"])
  }

  @Test func tooLargeATimelineIsRefused() throws {
    let folder = try TemporaryFolder()
    let file = try TimelineFile(path: folder.path + "/a.json", limit: 1000)
    let timeline = Timeline(file, of: try Fixtures.experiment(), hasCommands: true)
    let found = message {
      timeline.finish(at: 0)
      try file.finish()
    }
    #expect(
      found
        == "the timeline would have more than 1000 B; expected a shorter window (--tokens A..B), or no --perfetto-commands. Nothing was written"
    )
    #expect(folder.names == [])
  }

  /// A window is judged before it is run: what has room goes on, of the others about how many positions have
  /// room is said.
  @Test(arguments: [false, true]) func theSizeIsKnownBefore(hasCommands: Bool) throws {
    let folder = try TemporaryFolder()
    let experiment = try Fixtures.experiment()
    let positions = 0..<experiment.run.positions.upperBound
    let file = try TimelineFile(path: folder.path + "/a.json")
    let timeline = Timeline(file, of: experiment, hasCommands: hasCommands)
    _ = try experiment.simulate(timeline: timeline)
    try file.finish()
    let size = try #require(Fixtures.read(folder.path + "/a.json")).utf8.count
    // The estimate is used with a limit that a file may exceed twice; half and double the size are told
    // apart.
    try experiment.checkTimeline(positions: positions, hasCommands: hasCommands, limit: 2 * size)
    do {
      try experiment.checkTimeline(positions: positions, hasCommands: hasCommands, limit: size / 2)
      Issue.record("half the size is enough")
    } catch let error as TimelineTooLarge {
      let estimate = try #require(error.estimate)
      #expect(estimate > size / 2 && estimate < 2 * size)
      #expect(error.fitting == nil || error.fitting!.upperBound < positions.upperBound - 1)
    }
    #expect(
      "\(TimelineTooLarge(limit: 200 << 20, estimate: 3 << 30, fitting: 4...16, hasCommands: hasCommands))"
        == "the timeline would have about 3 GiB, more than 200 MiB; expected a shorter window (such as --tokens 4..16)\(hasCommands ? ", or no --perfetto-commands" : ""). Nothing was written"
    )
    #expect(
      "\(TimelineTooLarge(limit: 200 << 20, isOfTrace: true))"
        == "the timeline would have more than 200 MiB; expected a shorter trace. Nothing was written")
  }

  /// From a report's file: positions one after the other, from 0 to the end.
  @Test func positionsOfAReport() throws {
    let folder = try TemporaryFolder()
    let document = try ReportDocument(bytes: Fixtures.experiment().simulate().json(), name: "a.json")
    try document.write(as: .perfetto, to: folder.path + "/p.json")
    let positions = try #require(try Self.slices(folder.path + "/p.json")["1/1"])
    // 3.630 + 4.135 + 3.676 + 4.131 = 15.572 µs
    #expect(positions.map(\.end) == [3_630_000, 7_765_000, 11_441_000, 15_572_000])
  }
}
