import Reporting
import Simulation

extension Benchmarks {
  /// Runs of one and of three tokens, in which hardly anything repeats: what `fast` takes of the time of `event`, inside the process, channels
  /// shared by both. Each is the least of as many runs as the noise of a few milliseconds asks for.
  func fallback() throws {
    for system in ["pim-gpt", "hbm-pim", "aim-gddr6", "gddr6"] {
      for mapping in ["paper", "best"] {
        var ratios: [Double] = []
        for policy in ["strict", "postponed", "none"] {
          for count in [1, 3] {
            let experiment = try Experiment(
              "gpt2-small",
              overrides: [
                "system=\(system)", "mapping=\(mapping)", "system.refresh.policy=\(policy)",
                "tokens=\(count)",
              ])
            let compiled = try experiment.compile()
            var least = [Engine.fast: Double.infinity, .event: .infinity]
            for _ in 0..<max(5, 2 * runs) {
              for engine in [Engine.event, .fast] {
                let run = try simulate(experiment, compiled, engine, 0..<count, sharesChannels: true)
                least[engine] = min(least[engine] ?? run.seconds, run.seconds)
              }
            }
            ratios.append((least[.fast] ?? 0) / (least[.event] ?? 1))
          }
        }
        emit("fallback", "fast / event, \(system), \(mapping)", "times", ratios)
      }
    }
  }
}
