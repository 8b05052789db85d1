import Hardware
import Instructions
import Simulation
import Testing

/// The engines against each other: every command of random programs on random systems.
@Suite struct EngineTests {
  @Test(arguments: 0..<30) func eventEqualsStepped(group: Int) throws {
    let base = try Machines.load("pim-gpt")
    for seed in group * 50..<(group + 1) * 50 {
      let random = RandomCase(seed: UInt64(seed), base: base)
      let stepped = try Simulator(random.system, engine: .stepped, schedule: random.schedule).trace(random.blocks)
      let event = try Simulator(random.system, engine: .event, schedule: random.schedule).trace(random.blocks)
      if let at = zip(stepped.1, event.1).first(where: { $0 != $1 }) {
        Issue.record("seed \(seed), \(random.schedule), \(random.system.refresh.policy): stepped \(at.0), event \(at.1)")
        return
      }
      try #require(stepped.1.count == event.1.count, "seed \(seed)")
      try #require(stepped.0.causes == event.0.causes, "seed \(seed)")
      try #require(stepped.0.channels == event.0.channels, "seed \(seed)")
      try #require((stepped.0 == event.0) as Bool, "seed \(seed)")
      try #require(event.0.causes.total == event.0.time, "seed \(seed)")
      let sum = event.0.tokens.reduce(0) { $0 + $1.time } + event.0.debtTime
      try #require(sum == event.0.time, "seed \(seed)")
      // Skipping what repeats changes nothing but the work.
      for shares in [false, true] {
        var source = ListSource(random.blocks)
        let simulator = Simulator(random.system, engine: .fast, schedule: random.schedule, sharesChannels: shares)
        let fast = try simulator.run(&source)
        try #require(fast.causes == event.0.causes, "seed \(seed): fast")
        try #require(fast.channels == event.0.channels, "seed \(seed): fast")
        try #require((fast == event.0) as Bool, "seed \(seed): fast")
      }
      // Sharing channels changes nothing.
      var source = ListSource(random.blocks)
      let shared = try Simulator(random.system, engine: .event, schedule: random.schedule).run(&source)
      try #require(shared.causes == event.0.causes, "seed \(seed): shared channels")
      try #require(shared.channels == event.0.channels, "seed \(seed): shared channels")
      try #require((shared == event.0) as Bool, "seed \(seed): shared channels")
    }
  }
}
