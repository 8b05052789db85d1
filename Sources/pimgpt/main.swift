import ArgumentParser
import Glibc
import Reporting
import Simulation

struct PIMGPT: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pimgpt", abstract: "Simulate GPT models on process-in-memory DRAM.", version: "0.1.0",
    subcommands: [Simulate.self])
}

struct Simulate: ParsableCommand {
  @Argument var experiment: String
  @Option(name: .customLong("set")) var overrides: [String] = []
  @Option var engine: String = "event"

  func run() throws {
    let experiment = try Experiment(experiment, overrides: overrides)
    let report = try SimulationReport(experiment, engine: Engine(rawValue: engine)!)
    print("time", Double(report.result.time) / 1e9, "ms", "commands", report.commands.total)
    print(report.result.causes)
    print("bound", report.bound, "ratio", Double(report.result.time) / report.bound.links, "row hits", report.macRowHitRate ?? 0)
    for (k, l) in report.result.operators.enumerated() where l.total != 0 { print(k, l.total, l) }
  }
}

PIMGPT.main()
