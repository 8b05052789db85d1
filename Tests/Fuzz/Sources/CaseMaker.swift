/// Makes cases, each from its number alone.
struct CaseMaker {
  let corpus: Corpus
  let seed: UInt64

  /// How often each kind is made, of the sum.
  private static let shares: [(kind: String, share: Int)] = [
    ("document", 5), ("experiment", 6), ("study", 3), ("checkpoint", 4), ("trace", 4), ("aim", 4),
    ("commands", 3),
    ("report", 4), ("arguments", 4), ("special", 1),
  ]

  func makeCase(_ number: Int) -> Case {
    if number < corpus.found.count { return corpus.found[number] }
    var mutator = Mutator(seed: seed &* 0x9E37_79B9_7F4A_7C15 ^ UInt64(number) &* 0xD1B5_4A32_D192_ED03)
    var place = mutator.index(below: Self.shares.reduce(0) { $0 + $1.share })
    for (kind, share) in Self.shares {
      if place < share { return makeCase(kind, &mutator) }
      place -= share
    }
    preconditionFailure("shares sum up")
  }

  private func makeCase(_ kind: String, _ mutator: inout Mutator) -> Case {
    switch kind {
    case "document": document(&mutator)
    case "experiment": experiment(&mutator)
    case "study": study(&mutator)
    case "checkpoint": checkpoint(&mutator)
    case "trace", "aim": trace(kind, &mutator)
    case "commands": commands(&mutator)
    case "report": report(&mutator)
    case "special": special(&mutator)
    default: Arguments.makeCase(&mutator, corpus)
    }
  }

  private func mutated(_ kind: String, _ mutator: inout Mutator, mostNumbers: Int = 3) -> [UInt8] {
    let seeds = corpus.seeds[kind]!
    let file = mutator.pick(seeds.files)
    return mutator.mutated(file.bytes, mostNumbers: mostNumbers, words: seeds.words)
  }

  private func document(_ mutator: inout Mutator) -> Case {
    let file = ("a.yaml", mutated("document", &mutator))
    let kinds = ["experiments", "systems", "models", "mappings", "baselines"]
    var arguments = ["config", mutator.pick(["check", "show"]), "a.yaml"]
    if mutator.isChosen(oneIn: 2) { arguments += ["--kind", mutator.pick(kinds)] }
    return Case(kind: "document", files: [file], arguments: arguments)
  }

  /// What runs takes as long as its numbers say: one number at most is changed, and one that is set.
  private func experiment(_ mutator: inout Mutator) -> Case {
    let file = ("a.yaml", mutated("experiment", &mutator, mostNumbers: 1))
    var one = Case(kind: "experiment", files: [file], arguments: [])
    switch mutator.index(below: 8) {
    case 0: one.arguments = ["config", "check", "a.yaml"]
    case 1: one.arguments = ["map", "a.yaml"]
    case 2:
      one.arguments = ["compile", "a.yaml", "-o", "out.trace"]
      if mutator.isChosen(oneIn: 3) { one.arguments += ["--format", "aim"] }
      one.outputs = ["out.trace"]
    case 3: one.arguments = ["verify", "a.yaml", "--tokens", "1"]
    case 4:
      one.arguments = ["simulate", "a.yaml", "--tokens", "1", "--perfetto", "out.perfetto"]
      one.outputs = ["out.perfetto"]
    case 5: one.arguments = ["simulate", "a.yaml", "--tokens", "1", "--engine", "stepped"]
    case 6:
      one.arguments = ["simulate", "a.yaml", "--tokens", "1", "--quiet", "--command-trace", "out.csv"]
      one.outputs = ["out.csv"]
    default:
      one.arguments = ["simulate", "a.yaml", "-o", "out.json"]
      one.outputs = ["out.json"]
    }
    return one
  }

  private func study(_ mutator: inout Mutator) -> Case {
    let file = ("a.yaml", mutated("study", &mutator, mostNumbers: 1))
    let experiment = corpus.seeds["experiment"]!.files[0]
    var one = Case(kind: "study", files: [file, (experiment.name, experiment.bytes)], arguments: [])
    one.keepsProgress = true
    switch mutator.index(below: 5) {
    case 0: one.arguments = ["sweep", "a.yaml", "-o", "out", "--jobs", "1", "--quiet"]
    case 1:
      one.arguments = [
        "sweep", "run", "a.yaml", "-o", "out", "--index", mutator.pick(["0", "1", "-1", "99999"]),
      ]
    case 2:
      // What is stored goes where the suite says: only to this folder.
      let isHere = !file.1.contains(UInt8(ascii: "/"))
      one.arguments = ["regress", "a.yaml"] + (isHere && mutator.isChosen(oneIn: 2) ? ["--bless"] : [])
    case 3: one.arguments = ["compare", experiment.name, "a.yaml"]
    default: one.arguments = ["paper", "--claims", "a.yaml", "-o", "out", "--quiet", "--models", "none"]
    }
    return one
  }

  private func checkpoint(_ mutator: inout Mutator) -> Case {
    let seeds = corpus.seeds["checkpoint"]!
    let which = mutator.index(below: seeds.files.count)
    var files = seeds.files
    files[which].bytes =
      files[which].name.hasSuffix(".safetensors")
      ? tensors(files[which].bytes, &mutator)
      : mutator.mutated(files[which].bytes, mostNumbers: 1, words: seeds.words)
    let experiment = corpus.seeds["experiment"]!.files[0]
    files.append((experiment.name, experiment.bytes))
    let arguments =
      switch mutator.index(below: 5) {
      case 0: ["accuracy", experiment.name, "--checkpoint", ".", "--tokens", "2"]
      case 1: ["generate", experiment.name, "--checkpoint", ".", "--prompt", "\u{1}\u{2}", "--tokens", "1"]
      case 2: ["replay", "gemv.trace", "--system", "pim-gpt", "--execute", "--values", "model.safetensors"]
      default: ["verify", experiment.name, "--checkpoint", ".", "--tokens", "1"]
      }
    if arguments[0] == "replay",
      let trace = corpus.seeds["trace"]!.files.first(where: { $0.name == "gemv-tile.trace" })
    {
      files.append(("gemv.trace", trace.bytes))
    }
    return Case(kind: "checkpoint", files: files, arguments: arguments)
  }

  /// A safetensors file with its header changed, and its length so that it fits or not.
  private func tensors(_ bytes: [UInt8], _ mutator: inout Mutator) -> [UInt8] {
    if mutator.isChosen(oneIn: 5) { return mutator.mutated(bytes) }
    let length = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    let header = mutator.mutated(Array(bytes[8..<8 + length]), words: corpus.seeds["checkpoint"]!.words)
    var count = UInt64(header.count)
    if mutator.isChosen(oneIn: 8) {
      count = mutator.pick([0, 1, 7, count + 1, 1 << 32, 1 << 63, .max, count / 2])
    }
    return (0..<8).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) } + header + bytes[(8 + length)...]
  }

  private func trace(_ kind: String, _ mutator: inout Mutator) -> Case {
    let file = ("a.trace", mutated(kind, &mutator, mostNumbers: 2))
    let system = kind == "aim" ? "aim-gddr6" : "pim-gpt"
    var one = Case(kind: kind, files: [file], arguments: ["replay", "a.trace", "--system", system])
    switch mutator.index(below: 5) {
    case 0: one.arguments += ["--engine", mutator.pick(["stepped", "event", "fast"])]
    case 1:
      one.arguments += ["--execute", "--results", "out.safetensors"]
      one.outputs = ["out.safetensors"]
    case 2:
      one.arguments += ["-o", "out.json", "--command-trace", "out.csv"]
      one.outputs = ["out.json", "out.csv"]
    default: break
    }
    return one
  }

  private func commands(_ mutator: inout Mutator) -> Case {
    let file = ("a.csv", mutated("commands", &mutator))
    var arguments = ["check", "a.csv", "--system", mutator.pick(["pim-gpt", "aim-gddr6", "gddr6"])]
    if mutator.isChosen(oneIn: 4) { arguments.append("--all") }
    return Case(kind: "commands", files: [file], arguments: arguments)
  }

  private func report(_ mutator: inout Mutator) -> Case {
    let original = corpus.seeds["report"]!.files[0]
    let files = [("a.json", mutated("report", &mutator)), ("b.json", original.bytes)]
    var one = Case(kind: "report", files: files, arguments: [])
    switch mutator.index(below: 4) {
    case 0: one.arguments = ["compare", "b.json", "a.json"]
    case 1: one.arguments = ["summary", "a.json", "b.json"]
    default:
      one.arguments = [
        "report", "a.json", "--format", mutator.pick(["text", "markdown", "csv", "html"]), "-o", "out",
      ]
      one.outputs = ["out"]
    }
    return one
  }

  /// Things in place of files that are none.
  private func special(_ mutator: inout Mutator) -> Case {
    let experiment = corpus.seeds["experiment"]!.files[0]
    let thing = mutator.pick([
      "/dev/zero", "/dev/null", ".", "/", "/dev/full", "/proc/self/mem", "/proc/self/maps", "missing", "",
      "-",
      "/dev/stdin", "a/b", experiment.name + "/x", String(repeating: "x", count: 5000), "\u{1B}[31m",
      "/proc/self/exe",
    ])
    // Nothing is written outside the case's folder, nor by a link to the program itself.
    let place = mutator.pick([
      "/dev/full", "/dev/null", ".", "/", "", "-", "a/b", experiment.name, experiment.name + "/x",
      String(repeating: "x", count: 5000), "\u{1B}[31m",
    ])
    let e = experiment.name
    let commands = [
      ["config", "check", thing], ["simulate", thing], ["replay", thing, "--system", "pim-gpt"],
      ["replay", thing, "--system", "aim-gddr6"], ["check", thing, "--system", "pim-gpt"], ["report", thing],
      ["summary", thing], ["compare", e, thing], ["sweep", thing], ["regress", thing],
      ["paper", "--claims", thing, "-o", "out"], ["verify", e, "--checkpoint", thing],
      ["simulate", e, "--system", thing], ["simulate", e, "--quiet", "-o", place],
      ["compile", e, "-o", place], ["accuracy", e, "--text", thing],
      ["replay", "gemv.trace", "--system", "pim-gpt", "--execute", "--values", thing],
    ]
    let trace = corpus.seeds["trace"]!.files.first { $0.name == "gemv-tile.trace" }!
    return Case(
      kind: "special", files: [(e, experiment.bytes), ("gemv.trace", trace.bytes)],
      arguments: mutator.pick(commands), keepsProgress: true)
  }
}
