import PIMConfiguration
import PIMHardware
import PIMResults
import PIMSimulation
import Testing

@_spi(Ablation) @testable import PIMFastForward

/// Channels that look steps up against channels that simulate them.
@Suite struct TrajectoryTests {
  private static func system(_ overrides: [String] = []) throws -> System {
    let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }
    let resolver = Resolver(
      library: PresetLibrary(roots: [root + "/configs"]), references: [:], rivalKey: System.rivalTiming)
    let document = try resolver.resolve(
      "pim-gpt", kind: .systems, overrides: try overrides.map { try Override(parsing: $0) })
    return try System(document.value())
  }

  private static func memo(_ system: System) -> ChannelMemo {
    ChannelMemo(system, rules: RuleSet(system.rules), settings: FastSettings())
  }

  /// Buffer writes, products over three rows, and results, over and over.
  private static func stream(_ repetitions: Int, columns: Int32) -> Stream {
    let unit = [
      [Request(.WRGB, bank: 0, row: 0, column: 0, count: 4)],
      [Request(.MAC16, bank: 0, row: 2, column: columns - 2, count: 40)],
      [Request(.RDMAC16, bank: 0, row: 0, column: 0, count: 1)],
      [
        Request(.RD, bank: 3, row: 7, column: 0, count: 2),
        Request(.RD, bank: 4, row: 9, column: 0, count: 1),
      ],
    ]
    return Stream(
      id: 0, steps: (0..<repetitions).flatMap { _ in unit }, columns: columns, heavyStep: 8)
  }

  /// Each sum of a trajectory is what the event engine counts up to that step.
  @Test func prefixSumsAreThoseOfTheEventEngine() throws {
    let system = try Self.system(["refresh.policy=none"])
    let memo = Self.memo(system)
    let stream = Self.stream(5, columns: Int32(system.organisation.columns))
    let trajectory = memo.makeTrajectory(of: stream, at: 0, state: memo.initial, anchor: 0)
    #expect(trajectory.count == 20)
    // The first command lies at edge 0, the last before it at -1.
    var channel = EventChannel(system, rules: RuleSet(system.rules), isLogging: false)
    for step in 0..<20 {
      let end = channel.run(stream.steps[step], rowOffset: 0, ready: PathPoint(time: -1))
      #expect(channel.lastCycle == trajectory.lastIssue[step] - 1)
      #expect(end == (trajectory.completion[step] - 1) * system.commandClockPicoseconds)
      #expect(channel.record.counters.commands == trajectory.sums[step + 1].commands)
      #expect(channel.record.counters.misses == trajectory.sums[step + 1].misses)
    }
    #expect(trajectory.sums[0] == Tally())
    for first in 0..<20 {
      for end in first + 1...20 {
        let ends = (first..<end).map { trajectory.end(of: $0) }
        #expect(trajectory.latest(in: first..<end) == first + ends.firstIndex(of: ends.max()!)!)
      }
    }
    #expect(trajectory.firstStep(from: 0, in: trajectory.lastIssue, notBelow: .max) == 20)
    for step in 0..<20 {
      let edge = trajectory.lastIssue[step]
      #expect(trajectory.firstStep(from: 0, in: trajectory.lastIssue, notBelow: edge) == step)
      #expect(trajectory.firstStep(from: 0, in: trajectory.lastIssue, notBelow: edge + 1) == step + 1)
    }
  }

  /// The same steps from equal states are one transition, and states repeat with the steps.
  @Test func statesRepeat() throws {
    let system = try Self.system(["refresh.policy=none"])
    let memo = Self.memo(system)
    let stream = Self.stream(6, columns: Int32(system.organisation.columns))
    let whole = memo.makeTrajectory(of: stream, at: 0, state: memo.initial, anchor: 0)
    #expect(whole.states[12] == whole.states[16] && whole.states[16] == whole.states[20])
    let known = memo.simulated
    let rest = memo.makeTrajectory(of: stream, at: 8, state: whole.states[8], anchor: whole.anchors[8])
    #expect(memo.simulated == known, "all its transitions are known")
    #expect(whole.contains(rest) && !rest.contains(whole))
  }

  /// With refreshes, wherever they fall: times, counters and paths of the two channels, run after run.
  @Test(arguments: ["none", "strict", "postponed"], [0, 1])
  func streamsWithRefreshes(policy: String, gap: Int64) throws {
    let system = try Self.system(["refresh.policy=\(policy)"])
    let memo = Self.memo(system)
    var fast = FastChannel(system, memo)
    var event = EventChannel(system, rules: RuleSet(system.rules), isLogging: false)
    let stream = Self.stream(40, columns: Int32(system.organisation.columns))
    var ready = PathPoint()
    for run in 0..<60 {
      let offset = Int32(run % 5)
      let end = fast.run(stream, rowOffset: offset, ready: ready)
      #expect(end == event.run(stream.steps, rowOffset: offset, ready: ready))
      #expect(fast.completed == event.completed)
      #expect(fast.record.path == event.record.path && fast.nextDue == event.nextDue)
      #expect(fast.record.counters.commands == event.record.counters.commands)
      #expect(fast.record.counters.misses == event.record.counters.misses)
      ready = event.completed
      ready.time += gap * Int64(run) * 12_345
      if gap > 0 { ready = PathPoint(time: ready.time) }
    }
  }

  /// A snapshot of a channel that is given to another one, and a fallback and back, change nothing that
  /// follows.
  @Test func snapshotsAndFallback() throws {
    let system = try Self.system()
    let memo = Self.memo(system)
    var one = FastChannel(system, memo)
    let stream = Self.stream(30, columns: Int32(system.organisation.columns))
    _ = one.run(stream, rowOffset: 3, ready: PathPoint())
    var other = FastChannel(system, memo)
    other.resume(one.state, anchor: one.knownAnchor, origin: one.origin, nextDue: one.nextDue)
    other.record.path = one.record.path
    var third = one
    third.goOn(from: third.eventChannel())
    let ready = PathPoint(time: one.record.path.time)
    let end = one.run(stream, rowOffset: 4, ready: ready)
    #expect(other.run(stream, rowOffset: 4, ready: ready) == end)
    #expect(third.run(stream, rowOffset: 4, ready: ready) == end)
  }
}
