import PIMConfiguration
import PIMExperiments
import PIMHardware
import PIMNumerics
import PIMReports
import PIMResults

enum Machines {
  /// The project's folder, found from this file.
  static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }
  static let library = PresetLibrary(roots: [root + "/configs"])

  /// A preset system, changed by overrides such as `electrical.VDD=1 V`.
  static func load(_ name: String = "pim-gpt", _ overrides: String...) throws -> System {
    try load(name, overrides)
  }

  /// A preset system, changed by overrides.
  static func load(_ name: String, _ overrides: [String]) throws -> System {
    let resolver = Resolver(library: library, references: [:], rivalKey: System.rivalTiming)
    let document = try resolver.resolve(
      name, kind: .systems, overrides: try overrides.map { try Override(parsing: $0) })
    return try System(document.value())
  }

  /// A preset experiment, simulated.
  static func report(
    _ name: String = "gpt2-small", positions: Range<Int> = 0..<1, _ overrides: [String] = []
  ) throws -> SimulationRecord {
    try Experiment(name, overrides: overrides, library: library).simulate(positions: positions)
  }
}

extension Activity {
  /// Of so many commands and nothing else.
  init(_ counts: [Command: Int64]) {
    self.init()
    for (command, count) in counts { commands[command] = count }
  }

  /// Anything that a run of a second on two channels may be.
  static func random(using generator: inout SeededGenerator) -> Activity {
    var activity = Activity()
    for command in Command.allCases { activity.commands[command] = Int64(generator.pick(0...100_000)) }
    activity.openCycles = Int64(generator.pick(0...2_000_000_000))
    activity.closedCycles = 4_000_000_000 - activity.openCycles
    activity.time = 1_000_000_000_000
    activity.asicAdditions = Int64(generator.pick(0...1_000_000_000))
    activity.asicMultiplications = Int64(generator.pick(0...1_000_000_000))
    return activity
  }
}

extension SeededGenerator {
  mutating func pick(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }
}
