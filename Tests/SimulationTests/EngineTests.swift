import Glibc
import PIMFastForward
import PIMInstructions
import PIMResults
import PIMSimulation
import Synchronization
import Testing

/// The engines against each other, and the checker against them: random programs on random systems.
@Suite struct EngineTests {
  static let groupSize = 50
  /// Groups of the quick set.
  static let quickGroups = 8

  /// The quick set of seeds.
  @Test(arguments: 0..<quickGroups) func enginesAgree(group: Int) throws { try Self.run(group) }

  /// The comparison of commands with the oracle notices a trace that is late as a whole, a single command
  /// that is late, and one that is missing: an engine with such an error would not pass.
  @Test(arguments: 2..<22) func comparisonNoticesAShift(seed: UInt64) throws {
    let random = RandomCase(seed: seed, base: try Machines.load("pim-gpt"))
    func commands(_ engine: Engine) throws -> [IssuedCommand] {
      try Simulator(random.system, engine: engine, schedule: random.schedule).trace(random.blocks).1
    }
    let (oracle, engine) = (try commands(.stepped), try commands(.event))
    #expect(Differential.compare(oracle, engine) == nil)
    try #require(!engine.isEmpty)
    for by in [-1, 1] as [Int64] {
      var shifted = engine
      for i in shifted.indices { shifted[i].cycle += by }
      #expect(Differential.compare(oracle, shifted) == "stepped \(oracle[0])\nevent \(shifted[0])")
    }
    for i in [0, engine.count / 2, engine.count - 1] {
      var late = engine
      late[i].cycle += 1
      #expect(Differential.compare(oracle, late) == "stepped \(oracle[i])\nevent \(late[i])")
    }
    #expect(
      Differential.compare(oracle, Array(engine.dropLast()))
        == "stepped \(oracle.count) commands, event \(oracle.count - 1)")
  }

  /// A trace may name any layer of its format; `fast` forgets outcomes rather than keep a counter for each.
  @Test(arguments: 0..<4) func layersMayLieFarApart(seed: UInt64) throws {
    let random = RandomCase(seed: seed, base: try Machines.load("pim-gpt"))
    let blocks = (random.blocks + random.blocks).enumerated().map { index, block in
      var label = block.label
      label.layer = [0, 65_535, -1, 40_000][index % 7 % 4]
      return Block(template: block.template, rowOffset: block.rowOffset, label: label, lines: block.lines)
    }
    func result(_ engine: Engine) throws -> SimulationResult {
      var source = ListSource(blocks)
      return try Simulator(random.system, engine: engine, schedule: random.schedule).run(&source)
    }
    let (event, fast) = (try result(.event), try result(.fast))
    #expect(event == fast && event.layers.count == event.spending.count)
  }

  /// The same on machines with modes and with the rules of GDDR6-AiM.
  @Test(arguments: 0..<8) func enginesAgreeOnAiM(group: Int) throws {
    try Self.run(group, base: "aim-gddr6")
  }

  /// The same with the rules of HBM3, among them a window over activations.
  @Test(arguments: 0..<5) func enginesAgreeOnHBM(group: Int) throws { try Self.run(group, base: "hbm-pim") }

  /// Runs a group of seeds; a failure prints the smallest program found that still fails.
  static func run(_ group: Int, base name: String = "pim-gpt") throws {
    let base = try Machines.load(name)
    for seed in group * groupSize..<(group + 1) * groupSize {
      let random = RandomCase(seed: UInt64(seed), base: base)
      guard let difference = try Differential.difference(random) else { continue }
      let smallest = random.shrunk { other in ((try? Differential.difference(other)) ?? nil) != nil }
      let now = try Differential.difference(smallest) ?? "nothing"
      Issue.record(
        "\(name), seed \(seed): \(difference)\n\nsmallest program found: \(now)\n\(smallest.description(base: base))"
      )
      return
    }
  }
}

/// How many programs `make soak` asks for, and how many are done.
enum SoakRun {
  /// The systems that programs run on, in turn.
  static let systems = ["pim-gpt", "aim-gddr6", "hbm-pim"]
  static let most = 10_000_000
  /// What the environment's SOAK_SEEDS says; nil: there is to be no soak.
  static let asked = getenv("SOAK_SEEDS").map { String(cString: $0) }
  /// Groups of seeds, from where the quick set ends; nil for what is no number of seeds.
  static let groups = asked.flatMap(groups)
  private static let done = Mutex(0)

  /// The groups for a number of seeds.
  static func groups(_ text: String) -> Range<Int>? {
    guard let seeds = Int(text), (1...most).contains(seeds) else { return nil }
    let first = EngineTests.quickGroups
    return first..<first + (seeds + EngineTests.groupSize - 1) / EngineTests.groupSize
  }

  /// What a soak covers.
  static func text(_ groups: Range<Int>) -> String {
    "soak: seeds \(groups.lowerBound * EngineTests.groupSize) to \(groups.upperBound * EngineTests.groupSize - 1), "
      + "in groups of \(EngineTests.groupSize) by turns on \(systems.joined(separator: ", "))"
  }

  /// Says what it covers, once, in front of everything else.
  static let announcement: Void = { if let groups { say(text(groups) + "\n") } }()

  /// Counts programs that are done, and says so: on a terminal always in the same line, otherwise a line for
  /// every tenth.
  static func note(_ programs: Int) {
    let (before, now) = done.withLock { done in
      done += programs
      return (done - programs, done)
    }
    let isTerminal = isatty(STDERR_FILENO) == 1
    let total = (groups?.count ?? 0) * EngineTests.groupSize
    if !isTerminal && before * 10 / total == now * 10 / total { return }
    let text = "soak: \(now) of \(total) programs"
    say(isTerminal && now < total ? "\r\(text)" : isTerminal ? "\r\(text)\n" : "\(text)\n")
  }

  static func say(_ text: String) {
    let line = Array(text.utf8)
    _ = line.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}

/// `make soak`: as many seeds as SOAK_SEEDS says, from where the quick set ends.
@Suite(.enabled(if: SoakRun.asked != nil)) struct Soak {
  @Test func asksForANumberOfSeeds() {
    if SoakRun.groups != nil { return }
    Issue.record("SOAK_SEEDS=\(SoakRun.asked ?? ""): expected a number of seeds, 1 to \(SoakRun.most)")
  }

  @Test(arguments: SoakRun.groups ?? 0..<0) func enginesAgree(group: Int) throws {
    SoakRun.announcement
    try EngineTests.run(group, base: SoakRun.systems[group % SoakRun.systems.count])
    SoakRun.note(EngineTests.groupSize)
  }
}

/// What a soak is asked for.
@Suite struct SoakRunTests {
  @Test func covers() {
    #expect(
      SoakRun.groups("10000").map(SoakRun.text)
        == "soak: seeds 400 to 10399, in groups of 50 by turns on pim-gpt, aim-gddr6, hbm-pim")
    #expect(SoakRun.groups("1") == 8..<9 && SoakRun.groups("51") == 8..<10)
    for text in ["", "abc", "-5", "0", "1e3", " 5", "10000001", "99999999999999999999"] {
      #expect(SoakRun.groups(text) == nil, "\(text)")
    }
  }
}
