import Glibc
import Hardware
import Instructions
import Simulation
import Synchronization
import Testing

/// The engines against each other, and the checker against them: random programs on random systems.
@Suite struct EngineTests {
  static let groupSize = 50

  /// The quick set of seeds.
  @Test(arguments: 0..<30) func enginesAgree(group: Int) throws { try Self.run(group) }

  /// The same on machines with modes and with the rules of GDDR6-AiM.
  @Test(arguments: 0..<20) func enginesAgreeOnAiM(group: Int) throws { try Self.run(group, base: "aim-gddr6") }

  /// Runs a group of seeds; a failure prints the smallest program found that still fails.
  static func run(_ group: Int, base name: String = "pim-gpt") throws {
    let base = try Machines.load(name)
    for seed in group * groupSize..<(group + 1) * groupSize {
      let random = RandomCase(seed: UInt64(seed), base: base)
      guard let difference = try Differential.difference(random) else { continue }
      let smallest = random.shrunk { other in ((try? Differential.difference(other)) ?? nil) != nil }
      let now = try Differential.difference(smallest) ?? "nothing"
      Issue.record("\(name), seed \(seed): \(difference)\n\nsmallest program found: \(now)\n\(smallest.description(base: base))")
      return
    }
  }
}

/// How many programs `make soak` asks for, and how many are done.
private enum SoakRun {
  static let seeds = getenv("SOAK_SEEDS").flatMap { Int(String(cString: $0)) } ?? 0
  static let groups = (seeds + EngineTests.groupSize - 1) / EngineTests.groupSize
  static let done = Mutex(0)
}

/// `make soak`: as many seeds as SOAK_SEEDS says, from where the quick set ends.
@Suite struct Soak {
  @Test(.enabled(if: SoakRun.seeds > 0), arguments: 30..<30 + SoakRun.groups)
  func enginesAgree(group: Int) throws {
    try EngineTests.run(group, base: group % 2 == 0 ? "pim-gpt" : "aim-gddr6")
    let count = SoakRun.done.withLock { done in
      done += EngineTests.groupSize
      return done
    }
    let line = Array("soak: \(count) of \(SoakRun.seeds) programs\r".utf8)
    _ = line.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}
