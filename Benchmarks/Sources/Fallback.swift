import PIMGPT

extension Benchmarks {
  /// Runs of one and of three tokens, in which hardly anything repeats: what `fast` takes of the time of
  /// `event`, inside the process, channels shared by both. Each is the least of as many runs as the noise of
  /// a few milliseconds asks for.
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

  /// The same on instructions that are drawn at random, in which nothing repeats at all: in blocks of a few,
  /// and in a single one.
  func random() throws {
    let system = try Experiment("gpt2-small", overrides: ["system=aim-gddr6"]).system
    for schedule in Schedule.allCases {
      for length in [64, 2_560, 25_600] {
        var ratios: [Double] = []
        for _ in 0..<max(5, runs) {
          var seconds: [Engine: Double] = [:]
          for engine in [Engine.event, .fast] {
            var source = RandomBlocks(
              channels: system.organisation.channels, banks: system.organisation.banks, length: length)
            let simulator = Simulator(system, engine: engine, schedule: schedule)
            seconds[engine] = try Clock.measure { _ = try simulator.run(&source) }
          }
          ratios.append((seconds[.fast] ?? 0) / (seconds[.event] ?? 1))
        }
        emit("random", "fast / event, blocks of \(length), \(schedule)", "times", ratios)
      }
    }
  }
}

/// 25,600 random reads, writes and products in blocks, always the same.
struct RandomBlocks: BlockSource {
  let channels: Int
  let banks: Int
  /// Instructions of a block.
  let length: Int
  private var state: UInt64 = 1
  private var made = 0

  init(channels: Int, banks: Int, length: Int) {
    (self.channels, self.banks, self.length) = (channels, banks, length)
  }

  /// A number below a bound, by a linear congruential generator (Knuth's MMIX).
  private mutating func number(below bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(bound))
  }

  mutating func nextSequence() -> BlockSequence? {
    guard made < 25_600 / length else { return nil }
    defer { made += 1 }
    let instructions = (0..<length).map { index in
      var instruction = Instruction([.RD_SBK, .WR_SBK, .RD_SBK, .MAC_ABK][number(below: 4)])
      instruction.channels = .only(number(below: channels))
      instruction.bank = Int16(number(below: banks))
      instruction.row = Int32(number(below: 1000))
      instruction.count = Int32(1 + number(below: 64))
      instruction.length = Int32(16 * (1 + number(below: 8)))
      instruction.address = Int32(index % 64 * 128)
      return instruction
    }
    return BlockSequence(
      Block(
        template: Template(id: made, instructions: instructions), rowOffset: 0,
        label: BlockLabel(position: made, layer: -1, kind: .other)))
  }
}
