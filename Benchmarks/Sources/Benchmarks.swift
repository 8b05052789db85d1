import PIMGPT

/// All that is measured. Each group is a list of series; whole commands come first (see `Child.run`).
struct Benchmarks {
  /// Runs of what is short; what takes longer is run less often.
  var runs: Int
  var program: Child
  var report: (Series) -> Void

  static let models = [
    "gpt2-small", "gpt2-medium", "gpt2-large", "gpt2-xl", "gpt3-small", "gpt3-medium", "gpt3-large",
    "gpt3-xl",
  ]

  static let groups: [(name: String, run: @Sendable (Benchmarks) throws -> Void)] = [
    ("start", { try $0.start() }), ("models", { try $0.models() }), ("best", { try $0.best() }),
    ("systems", { try $0.systems() }), ("tokens", { try $0.tokens() }),
    ("layers", { try $0.layers() }), ("channels", { try $0.channels() }), ("engines", { try $0.engines() }),
    ("compile", { try $0.compile() }), ("traces", { try $0.traces() }),
    ("fallback", { try $0.fallback() }), ("random", { try $0.random() }), ("ratio", { try $0.ratio() }),
    ("ablation", { try $0.ablation() }), ("constants", { try $0.constants() }),
  ]

  /// Groups that are measured only when they are named: they take many minutes.
  static let onDemand = ["ablation", "constants"]

  func emit(_ group: String, _ name: String, _ unit: String, _ values: [Double]) {
    report(Series(group: group, name: name, unit: unit, values: values))
  }

  // MARK: Whole commands

  private func command(_ group: String, _ name: String, _ arguments: [String], isShort: Bool = false) throws {
    var costs: [Cost] = []
    let first = try program.run(arguments)
    // Two seconds and more: three runs tell enough.
    let count = first.wallSeconds > 2 ? min(3, runs) : runs
    costs.append(first)
    for _ in 1..<max(1, count) { costs.append(try program.run(arguments)) }
    if isShort {
      emit(group, name, "ms wall", costs.map { $0.wallSeconds * 1000 })
      return
    }
    emit(group, "\(name), wall", "s", costs.map(\.wallSeconds))
    emit(group, "\(name), processor", "s", costs.map(\.processorSeconds))
    emit(group, "\(name), peak memory", "MiB", costs.map(\.peakMebibytes))
  }

  private func start() throws { try command("start", "pimgpt --version", ["--version"], isShort: true) }

  private func models() throws {
    for model in Self.models { try command("models", model, ["simulate", model]) }
  }

  /// The overlapped schedule, with the best mapping.
  private func best() throws {
    for model in Self.models { try command("best", model, ["simulate", model, "--mapping", "best"]) }
  }

  private func systems() throws {
    for system in ["pim-gpt", "aim-gddr6", "hbm-pim", "gddr6"] {
      for mapping in ["paper", "best"] {
        try command(
          "systems", "gpt2-large, 64 tokens, \(system), \(mapping)",
          ["simulate", "gpt2-large", "--tokens", "64", "--system", system, "--mapping", mapping])
      }
    }
  }

  private func tokens() throws {
    for count in [64, 128, 256, 512, 1024, 2048, 4096, 8192] {
      try command(
        "tokens", "gpt2-small, \(count) tokens",
        ["simulate", "gpt2-small", "--set", "tokens=\(count)", "--set", "extendContext=true"])
    }
  }

  private func layers() throws {
    for count in [3, 6, 12, 24, 48, 96] {
      try command(
        "layers", "gpt2-small, \(count) layers", ["simulate", "gpt2-small", "--set", "model.layers=\(count)"])
    }
  }

  private func channels() throws {
    for count in [1, 2, 4, 8, 16, 32] {
      try command(
        "channels", "gpt2-small, \(count) channels",
        ["simulate", "gpt2-small", "--set", "system.organisation.channels=\(count)"])
    }
  }

  // MARK: Inside

  /// Runs positions of an experiment, already compiled.
  func simulate(
    _ experiment: Experiment, _ compiled: CompiledModel, _ engine: Engine, _ positions: Range<Int>,
    sharesChannels: Bool
  ) throws -> (seconds: Double, result: SimulationResult) {
    var program = ModelProgram(compiled, positions: positions)
    let simulator = Simulator(
      experiment.system, engine: engine, schedule: experiment.policy.schedule, sharesChannels: sharesChannels)
    var result = SimulationResult()
    let seconds = try Clock.measure { result = try simulator.run(&program) }
    return (seconds, result)
  }

  private func commands(_ result: SimulationResult) -> Double {
    Double(result.channels.reduce(0) { $0 + $1.commands.total })
  }

  /// Every channel simulated on its own, so that each command counted has been issued by the engine.
  private func engines() throws {
    for (name, count) in [("gpt2-small", 16), ("gpt3-xl", 2)] {
      let experiment = try Experiment(name)
      let compiled = try experiment.compile()
      let part = 1024 - count..<1024
      var rates: [Double] = []
      // The first run warms up.
      _ = try simulate(experiment, compiled, .event, part, sharesChannels: false)
      for _ in 0..<runs {
        let run = try simulate(experiment, compiled, .event, part, sharesChannels: false)
        rates.append(commands(run.result) / run.seconds / 1e6)
      }
      emit("engines", "event, \(name), last \(count) tokens", "M commands/s", rates)
    }
    let experiment = try Experiment("gpt2-small")
    let compiled = try experiment.compile()
    var edges: [Double] = []
    var rates: [Double] = []
    for _ in 0..<min(3, runs) {
      let run = try simulate(experiment, compiled, .stepped, 1023..<1024, sharesChannels: false)
      let channelEdges =
        run.result.time / experiment.system.commandClockPicoseconds
        * Int64(experiment.system.organisation.channels)
      edges.append(Double(channelEdges) / run.seconds / 1e6)
      rates.append(commands(run.result) / run.seconds / 1e6)
    }
    emit("engines", "stepped, gpt2-small, last token", "M edges/s", edges)
    emit("engines", "stepped, gpt2-small, last token", "M commands/s", rates)
  }

  private func compile() throws {
    let experiment = try Experiment("gpt3-xl")
    let compiled = try experiment.compile()
    emit(
      "compile", "gpt3-xl: load and resolve", "s",
      try (0..<runs).map { _ in try Clock.measure { _ = try Experiment("gpt3-xl") } })
    emit(
      "compile", "gpt3-xl: place and lower what is common", "s",
      try (0..<runs).map { _ in try Clock.measure { _ = try experiment.compile() } })
    var blocks = 0
    emit(
      "compile", "gpt3-xl: blocks of 1,024 tokens", "s",
      (0..<runs).map { _ in
        Clock.measure {
          var program = ModelProgram(compiled)
          while program.next() != nil { blocks += 1 }
        }
      })
  }

  private func traces() throws {
    let experiment = try Experiment("gpt3-xl")
    let compiled = try experiment.compile()
    let header = TraceHeader(shape: MachineShape(experiment.system), schedule: experiment.policy.schedule)
    var bytes: [UInt8] = []
    var lines = 0
    var writing: [Double] = []
    var reading: [Double] = []
    for _ in 0..<runs {
      bytes.removeAll(keepingCapacity: true)
      var program = ModelProgram(compiled, positions: 992..<1024)
      let seconds = try Clock.measure {
        var writer = try TraceWriter(header: header) { bytes += $0 }
        while let block = program.next() { try writer.write(block) }
        lines = writer.lines + 1
        try writer.finish()
      }
      writing.append(Double(lines) / seconds / 1e6)
      let read = try Clock.measure {
        var reader = try TraceReader(bytes: bytes)
        while try reader.next() != nil {}
      }
      reading.append(Double(lines) / read / 1e6)
    }
    emit("traces", "write, gpt3-xl, \(lines) lines", "M lines/s", writing)
    emit("traces", "read", "M lines/s", reading)
  }

  // MARK: Fast against event

  /// Processor time of gpt3-xl under `fast`, all 1,024 tokens, against `event`, of which some tokens are run.
  ///
  /// A token's cost under `event` grows with its position as its work does, that is all but evenly: it is
  /// measured at five positions and summed by the trapezoid rule. Results at these positions are compared as
  /// a check.
  private func ratio() throws {
    let experiment = try Experiment("gpt3-xl")
    let compiled = try experiment.compile()
    let all = experiment.run.positions
    var fast: [Double] = []
    for _ in 0..<runs {
      fast.append(try simulate(experiment, compiled, .fast, all, sharesChannels: true).seconds)
    }
    emit("ratio", "fast, all \(all.count) tokens", "s", fast)
    let positions = [0, 256, 512, 768, 1023]
    for shares in [true, false] {
      var totals: [Double] = []
      var direct: [Double] = []
      for _ in 0..<min(3, runs) {
        var seconds: [Double] = []
        var few = 0.0
        for position in positions {
          let part = position..<position + 1
          let event = try simulate(experiment, compiled, .event, part, sharesChannels: shares)
          let skipped = try simulate(experiment, compiled, .fast, part, sharesChannels: shares)
          guard event.result == skipped.result else {
            throw Failure(description: "position \(position): engines disagree")
          }
          seconds.append(event.seconds)
          few += skipped.seconds
        }
        direct.append(seconds.reduce(0, +) / few)
        totals.append(
          zip(positions, positions.dropFirst()).enumerated().reduce(0) { sum, step in
            let (i, (from, to)) = step
            return sum + Double(to - from) * (seconds[i] + seconds[i + 1]) / 2
          } + seconds[positions.count - 1])
      }
      let how = shares ? "channels shared" : "each channel"
      emit("ratio", "event, \(how), all tokens, extrapolated", "s", totals)
      let base = Series(group: "", name: "", unit: "", values: fast).median
      emit("ratio", "event / fast, \(how), all tokens", "times", totals.map { $0 / base })
      emit("ratio", "event / fast, \(how), 5 tokens apart", "times", direct)
    }
  }
}
