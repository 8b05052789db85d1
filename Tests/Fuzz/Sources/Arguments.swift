/// Command lines: words of the program's grammar in an order that it may not have.
enum Arguments {
  private static let commands = [
    ["simulate"], ["config", "check"], ["config", "show"], ["map"], ["compile"], ["replay"], ["check"],
    ["verify"],
    ["generate"], ["accuracy"], ["compare"], ["regress"], ["sweep"], ["sweep", "run"], ["sweep", "collect"],
    ["sweep", "list"], ["presets"], ["paper"], ["summary"], ["report"], ["help"], [],
  ]

  private static let options = [
    "--set", "--set", "--set", "--model", "--system", "--mapping", "--tokens", "--engine", "-o", "--output",
    "--format",
    "--command-trace", "--quiet", "--verbose", "--verify", "--perfetto", "--perfetto-commands", "--first",
    "--all",
    "--tolerance", "--kind", "--prompt", "--temperature", "--seed", "--place", "--element", "--text",
    "--sweep",
    "--errors", "--bless", "--execute", "--values", "--results", "--trace", "--jobs", "--fresh", "--index",
    "--shard", "--junit", "-q", "-v",
    "--checkpoint", "--claims", "--models", "--against", "--help", "--version", "--", "-", "--nonsense", "-x",
  ]

  /// Paths for `--set`; their values come from `values`.
  private static let paths = [
    "system.timing.tRP", "system.timing.nRP", "system.timing.tREFI", "system.timing.nCL",
    "system.timing.tRFC",
    "system.clock.command", "system.asic.clock", "system.organisation.channels", "system.organisation.rows",
    "system.organisation.rowSize", "system.organisation.burst", "system.organisation.banksPerGroup",
    "system.link.pins", "system.link.rate", "system.globalBuffer.size", "system.asic.sram",
    "system.asic.adders",
    "system.asic.functions.taylorTerms", "system.refresh.policy", "system.refresh.postponeLimit",
    "system.host.window",
    "system.rules", "system.commands", "system.modes", "system.electrical.VDD", "system.electrical.IDD0",
    "system.electrical.macPower", "model.layers", "model.width", "model.heads", "model.vocabulary",
    "model.contextLimit", "model.headWidth", "model.ffnWidth", "mapping.partialBuffer", "mapping.scoreBuffer",
    "mapping.parameterBuffer", "mapping.schedule", "mapping.attentionGroups", "mapping.productTiles",
    "tokens",
    "promptLength", "maximumContext", "extendContext", "lmHead", "embedding", "model", "system", "mapping",
    "name", "",
    "a.b.c", "[0]", "system..x", "system.rules[0].delay", "system.rules[999999999999999999999].delay",
  ]

  private static let units = [
    "", " ns", " ps", " GHz", " Hz", " KiB", " B", " Gb/s", " mA", " V", " mW", " %", "x", " s",
  ]

  private static let values = [
    "pim-gpt", "aim-gddr6", "hbm-pim", "gddr6", "paper", "best", "aim", "gpt2-small", "kjv", "tiny.yaml",
    "none",
    "strict", "postponed", "serial", "overlapped", "stepped", "event", "fast", "text", "json", "html", "csv",
    "markdown",
    "out", "out.json", "missing/out", "0..1", "3..1", "0..", "..", "1", "0", "-1", "a", "true", "false", "~",
    "[1, 2]",
    "{a: b}", "[[[[[[", "{", "\"", "'", "&a 1", "*a", "!!str 1", "\u{FEFF}", "é", "\n", "\u{1B}[0m", "\u{7F}",
    "latency=1%",
    "latency=", "=", "1e9", "NaN", "ISR_MAC", "ch=0", "0 0 0 0 0", "configs",
  ]

  static func makeCase(_ mutator: inout Mutator, _ corpus: Corpus) -> Case {
    let experiment = corpus.seeds["experiment"]!.files[0]
    let trace = corpus.seeds["trace"]!.files[0]
    var words = mutator.pick(commands)
    // What runs for long by nature is not given what it would run; the rest is given the small experiment as
    // a rule.
    let isLong = ["paper", "regress"].contains(words.first ?? "")
    // Without one, these run the model that comes along, for half a minute.
    let needsExperiment = ["verify", "generate", "accuracy"].contains(words.first ?? "")
    if needsExperiment || !isLong && !mutator.isChosen(oneIn: 6) {
      words.append(words.first == "replay" ? trace.name : experiment.name)
    }
    var hasNumber = false
    for _ in 0..<mutator.index(below: 5) {
      let option = mutator.pick(options)
      words.append(option)
      switch option {
      case "--set":
        let path = mutator.pick(paths)
        words.append(path + "=" + value(&mutator, mayBeNumber: !hasNumber))
        hasNumber = true
      case "--quiet", "--verbose", "-q", "-v", "--all", "--bless", "--execute", "--fresh", "--sweep",
        "--errors",
        "--help",
        "--version", "--", "--perfetto-commands", "-x":
        break
      case "--jobs": words.append(mutator.pick(["0", "-1", "1", "2", "1000000", "x"]))
      case "--tokens":
        words.append(mutator.pick(["0", "-1", "1", "2", "0..1", "9223372036854775807", "3..1", "x"]))
      default: words.append(value(&mutator, mayBeNumber: true))
      }
    }
    if isLong, words.first == "paper" { words += ["--models", "none", "-o", "out"] }
    if isLong, words.first == "regress" { words.append("missing.yaml") }
    // No argument of a process holds a NUL.
    words = words.map { word in word.filter { $0 != "\0" } }
    return Case(
      kind: "arguments", files: [(experiment.name, experiment.bytes), (trace.name, trace.bytes)],
      arguments: words,
      keepsProgress: true)
  }

  private static func value(_ mutator: inout Mutator, mayBeNumber: Bool) -> String {
    if mayBeNumber, mutator.isChosen(oneIn: 2) { return mutator.pick(Mutator.numbers) + mutator.pick(units) }
    if mutator.isChosen(oneIn: 20) { return String(repeating: mutator.pick(values), count: 2000) }
    return mutator.pick(values)
  }
}
