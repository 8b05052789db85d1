import PIMConfiguration
import PIMTestFiles
import Testing

@Suite struct ResolverTests {
  let folder: TemporaryFolder
  let resolver: Resolver

  init() throws {
    folder = try TemporaryFolder([
      "configs/models/gpt2-small.yaml": "layers: 12\n",
      "configs/systems/pim-gpt.yaml": """
      provenance: {source: "the paper", certainty: stated}
      channels: 8
      timing:
        tRP: {value: 12 ns, source: "GDDR6 data sheet", certainty: vendor}
        tRC: 48 ns
      rules: [{name: a, delay: 1 ns}, {name: b, delay: 2 ns}]
      """,
      "configs/systems/aim.yaml": "extends: pim-gpt\nchannels: 16\ntiming: {nRP: 30}\n",
      "configs/systems/ring-a.yaml": "extends: ring-b\n",
      "configs/systems/ring-b.yaml": "extends: ring-a\n",
      "configs/systems/lost.yaml": "extends: ../nowhere.yaml\n",
      "configs/systems/list.yaml": "[1]\n",
      "configs/mappings/paper.yaml": "schedule: serial\n",
      "configs/experiments/base.yaml": "model: gpt2-small\nsystem: pim-gpt\nmapping: paper\ntokens: 1024\n",
      "hf/config.json": "{\"n_layer\": 12}\n",
      "mine.yaml": """
      extends: base
      system: {timing: {tRP: 14 ns}}
      """,
      "relative.yaml": "system: configs/systems/aim.yaml\nmodel: hf/config.json\n",
      "folder.yaml": "model: ./hf\n",
      "other.yaml": "system: {extends: aim, channels: 4}\n",
      "broken.yaml": "system: pim-gtp\n",
    ])
    resolver = Resolver(
      library: PresetLibrary(roots: [folder.path + "/configs"]),
      references: ["model": .models, "system": .systems, "mapping": .mappings],
      rivalKey: { key, path in
        guard path.lastKey == "timing" else { return nil }
        return key.hasPrefix("t") ? "n" + key.dropFirst() : key.hasPrefix("n") ? "t" + key.dropFirst() : nil
      })
  }

  func resolve(_ file: String, _ overrides: String...) throws -> Node {
    try resolver.resolve(
      file.contains(".") ? "\(folder.path)/\(file)" : file,
      overrides: overrides.map { try Override(parsing: $0) })
  }

  func failure(_ file: String, _ overrides: String...) -> String {
    message {
      _ = try resolver.resolve(
        "\(folder.path)/\(file)", overrides: overrides.map { try Override(parsing: $0) })
    }.hiding(folder)
  }

  func text(_ file: String, _ overrides: String...) throws -> String {
    canonicalText(
      of: try resolver.resolve(
        file.contains(".") ? "\(folder.path)/\(file)" : file,
        overrides: overrides.map { try Override(parsing: $0) }),
      style: .documentOrder)
  }

  @Test func mergesOverItsBase() throws {
    #expect(
      try text("mine.yaml") == """
        model:
          layers: 12
        system:
          channels: 8
          timing:
            tRP: 14 ns
            tRC: 48 ns
          rules:
            - name: a
              delay: 1 ns
            - name: b
              delay: 2 ns
        mapping:
          schedule: serial
        tokens: 1024

        """)
  }

  @Test func ownBaseReplacesTheOneBelow() throws {
    #expect(
      try text("other.yaml") == """
        system:
          channels: 4
          timing:
            tRC: 48 ns
            nRP: 30
          rules:
            - name: a
              delay: 1 ns
            - name: b
              delay: 2 ns

        """)
    #expect(
      try text("base", "system=list.yaml", "system={channels: 2}") == text("base", "system={channels: 2}"))
  }

  @Test func pathsAreRelativeToTheirFile() throws {
    let node = try resolve("relative.yaml")
    #expect(node["system"]?["channels"]?.scalar?.text == "16")
    #expect(node["model"]?.scalar?.text == "hf/config.json")
    #expect(node["model"]?.fileReference == folder.path + "/hf/config.json")
    #expect(try resolve("folder.yaml")["model"]?.scalar?.text == "./hf")
  }

  @Test func overridesReplaceValueProvenanceAndRival() throws {
    let node = try resolve("base", "system.timing.nRP=30", "tokens=2048", "system.rules[1].delay=5 ns")
    #expect(
      ResolvedConstant.all(in: node).map {
        "\($0.path) = \($0.value) [\($0.certainty.rawValue): \($0.source)]".hiding(folder)
      } == [
        "model.layers = 12 [user: configs/models/gpt2-small.yaml:1]",
        "system.channels = 8 [stated: the paper]",
        "system.timing.tRC = 48 ns [stated: the paper]",
        "system.timing.nRP = 30 [user: --set system.timing.nRP=30]",
        "system.rules[0].name = a [stated: the paper]",
        "system.rules[0].delay = 1 ns [stated: the paper]",
        "system.rules[1].name = b [stated: the paper]",
        "system.rules[1].delay = 5 ns [user: --set system.rules[1].delay=5 ns]",
        "mapping.schedule = serial [user: configs/mappings/paper.yaml:1]",
        "tokens = 2048 [user: --set tokens=2048]",
      ])
  }

  @Test func rivalsOfOneLayerStayForTheDecoder() throws {
    let both = try resolve("base", "system={extends: pim-gpt, timing: {nRP: 3, tRP: 1 ns}}")
    #expect(both["system"]?["timing"]?["nRP"]?.scalar?.text == "3")
    #expect(both["system"]?["timing"]?["tRP"]?.scalar?.text == "1 ns")
    let last = try resolve("base", "system.timing.nRP=3", "system.timing={tRP: 1 ns}")
    #expect(last["system"]?["timing"]?.mapping?.entries.map(\.key.name) == ["tRC", "tRP"])
    let nothing = try resolve("base", "system.timing.nRP=null")
    #expect(nothing["system"]?["timing"]?["tRP"]?.scalar?.text == "12 ns")
  }

  @Test func referencesAreReplacedFirst() throws {
    let node = try resolve("broken.yaml", "system.channels=2", "system=aim")
    #expect(node["system"]?["channels"]?.scalar?.text == "2")
    #expect(node["system"]?["timing"]?["nRP"]?.scalar?.text == "30")
    let extended = try resolve("mine.yaml", "system.extends=aim")
    #expect(extended["system"]?["channels"]?.scalar?.text == "16")
    #expect(extended["system"]?["timing"]?["tRP"]?.scalar?.text == "14 ns")
  }

  @Test func documentOfOptionsAlone() throws {
    let empty = Node.emptyMapping(mark: Mark(option: "pimgpt run"))
    let model = try Override(path: ConfigurationPath(keys: "model"), text: "gpt2-small", option: "--model")
    #expect(
      try resolver.resolve(document: empty, overrides: [model])["model"]?["layers"]?.scalar?.text == "12")
    #expect(try resolver.resolve("aim", kind: .systems)["channels"]?.scalar?.text == "16")
  }

  @Test func brokenReferences() {
    #expect(
      failure("broken.yaml")
        == "broken.yaml:1:9: system: no preset \"pim-gtp\" (looked in configs/systems); "
        + "expected a path or one of aim, list, lost, pim-gpt, ring-a, ring-b; did you mean \"pim-gpt\"?")
    #expect(
      failure("mine.yaml", "system=ring-a")
        == "configs/systems/ring-b.yaml:1:10: system.extends: circle of documents: configs/systems/ring-a.yaml -> "
        + "configs/systems/ring-b.yaml -> configs/systems/ring-a.yaml")
    #expect(
      failure("mine.yaml", "system=lost")
        == "configs/systems/lost.yaml:1:10: system.extends: no such file, found \"configs/systems/../nowhere.yaml\"; "
        + "expected a path relative to the file that names it, or the name of a preset")
    #expect(
      failure("mine.yaml", "system=list")
        == "configs/systems/list.yaml:1:1: system: wrong type, found a list; expected a mapping")
    #expect(
      failure("mine.yaml", "model=gpt3")
        == "--set model=gpt3: model: no preset \"gpt3\" (looked in configs/models); expected a path or one of gpt2-small"
    )
    #expect(
      message { _ = try resolver.resolve("nothing.yaml") }
        == "cannot read nothing.yaml: No such file or directory")
  }

  @Test func brokenOverrides() throws {
    #expect(
      failure("mine.yaml", "system.rules[2].delay=1 ns")
        == "--set system.rules[2].delay=1 ns: system.rules: no element 2; expected an index between 0 and 1")
    #expect(
      failure("mine.yaml", "tokens[0]=1")
        == "--set tokens[0]=1: tokens: not a list, found the integer 1024; expected a list to take element 0 of"
    )
    #expect(
      failure("mine.yaml", "tokens")
        == "--set tokens: no \"=\"; expected a path and a value such as system.timing.tRP=20ns")
    #expect(
      failure("mine.yaml", "a..b=1")
        == "--set a..b=1: malformed path, found \"a..b\"; expected keys with points between them, such as system.timing.tRP"
    )
    #expect(
      failure("mine.yaml", "tokens=1, 2")
        == "--set tokens=1, 2: tokens: several values; expected one; a list is written [a, b], a comma in text needs quotes"
    )
    #expect(
      failure("mine.yaml", "tokens=[1")
        == "--set tokens=[1: tokens: broken YAML: did not find expected ',' or ']'; "
        + "expected a value such as 20 ns, \"text\" or [1, 2]")
    // An empty variable of a shell is no value.
    for text in ["tokens=", "tokens= ", "tokens=#4"] {
      #expect(
        failure("mine.yaml", text)
          == "--set \(text): tokens: no value; expected a value such as 20 ns, or null to leave an optional key out")
    }
    // A path that nobody knows is found by the decoder, which can say what it would have known.
    var section = try resolve("mine.yaml", "system.timings.tRP=1 ns")["system"]!.mapping(
      at: ConfigurationPath(keys: "system"))
    for key in ["channels", "timing", "rules"] { _ = section.optionalValue(key) }
    #expect(
      message { try section.finish() } == "--set system.timings.tRP=1 ns: system.timings: unknown key; "
        + "expected one of channels, timing, rules; did you mean \"timing\"?")
  }

  /// The settings that a checkpoint fixes cannot be changed; another model can be named.
  @Test func overridesOfACheckpoint() throws {
    func failure(_ overrides: String...) -> String {
      message {
        _ = try resolver.resolve(
          folder.path + "/relative.yaml", overrides: overrides.map { try Override(parsing: $0) })
      }
      .hiding(folder)
    }
    #expect(
      failure("model.layers=3")
        == "--set model.layers=3: model.layers: the model is the checkpoint hf/config.json, whose sizes are fixed; "
        + "expected another model, such as --model gpt2-small, to change its layers")
    #expect(
      failure("system.channels=2", "model.new.layers=3")
        == "--set model.new.layers=3: model.new.layers: the model is the checkpoint hf/config.json, whose sizes are fixed; "
        + "expected another model, such as --model gpt2-small, to change its new")
    #expect(failure("model=gpt2-small", "model.layers=3") == "no error")
    #expect(failure("model={layers: 2}") == "no error")
  }

  @Test(arguments: [
    ("a: {value: 1}", "a.yaml:1:4: a.source: missing key; expected text"),
    ("a: {value: 1, source: x}", "a.yaml:1:4: a.certainty: missing key; expected text"),
    (
      "a: {value: 1, source: x, certainty: statd}",
      "a.yaml:1:26: a.certainty: unknown choice, found \"statd\"; expected one of stated, published, recalled, "
        + "assumed, vendor, measured, derived; did you mean \"stated\"?"
    ),
    (
      "a: {value: 1, source: \" \", certainty: stated}",
      "a.yaml:1:15: a.source: empty text; expected where the value comes from"
    ),
    (
      "a: {value: 1, source: x, certainty: stated, unit: ns}",
      "a.yaml:1:45: a.unit: unknown key; expected one of value, source, certainty"
    ),
    (
      "a: {value: {b: 1}, source: x, certainty: stated}",
      "a.yaml:1:12: a.value: wrong type, found a mapping; expected a scalar or a list"
    ),
    ("a: {provenance: x}", "a.yaml:1:17: a.provenance: wrong type, found the text \"x\"; expected a mapping"),
  ])
  func brokenProvenance(text: String, expected: String) {
    #expect(message { _ = try ProvenanceForm.apply(to: document(text)) } == expected)
  }

  /// A value that is written out and equals the preset, or the default, leaves the hash unchanged.
  @Test func defaultsLeaveTheHash() throws {
    func hash(_ overrides: String...) throws -> String {
      let node = try resolver.resolve("base", overrides: overrides.map { try Override(parsing: $0) })
      let record = DecodingRecord()
      var root = try node.mapping(record: record)
      var system = try root.section("system")
      _ = try system.time("tOff", default: Picoseconds(2_000))
      _ = try system.choice("refresh", RefreshPolicy.self, default: .strict)
      _ = try root.integer("seed", default: 1)
      _ = try root.clockPeriod("clock", default: Picoseconds(1_000))
      return resolvedHash(of: record.effective(node))
    }
    let plain = try hash()
    #expect(try hash("system.timing.tRP=12000ps", "tokens=1_024", "system=pim-gpt") == plain)
    #expect(try hash("system.tOff=2ns", "system.refresh=strict", "seed=1") == plain)
    #expect(try hash("system.tOff=null") == plain)
    #expect(try hash("clock=1 GHz") == plain)
    #expect(try hash("system.timing.tRP={value: 12 ns, source: me, certainty: measured}") == plain)
    #expect(try hash("system.tOff=2.001ns") != plain)
    #expect(try hash("tokens=1025") != plain)
  }

  @Test func builtInDefaultsAreListed() throws {
    let record = DecodingRecord()
    let node = try document("a: {b: 1}\n")
    var root = try node.mapping(record: record)
    var inner = try root.section("a")
    _ = try inner.time("c", default: Picoseconds(500))
    let constants = ResolvedConstant.all(in: record.effective(node))
    #expect(constants.map(\.path.description) == ["a.b", "a.c"])
    #expect(constants[1].value == "500 ps")
    #expect(constants[1].certainty == .builtIn)
  }

  @Test func presetNames() {
    let library = PresetLibrary(roots: [folder.path + "/configs"])
    #expect(library.names(kind: .models) == ["gpt2-small"])
    #expect(library.names(kind: .baselines) == [])
  }

  /// `configs` above the file that refers is found without being told.
  @Test func looksAboveTheFile() throws {
    let resolver = Resolver(library: .standard(), references: ["system": .systems])
    let node = try resolver.resolve(folder.path + "/other.yaml")
    #expect(node["system"]?["channels"]?.scalar?.text == "4")
  }

  /// With the square of the number of keys this would take minutes.
  @Test func manyKeysAreMergedInOrder() throws {
    let count = 200_000
    let text = (0..<count).map { "k\($0): \($0)\n" }.joined()
    let node = try resolver.resolve(
      document: try Document.parse(text: text, name: "a.yaml"), kind: .systems, overrides: [])
    let entries = try #require(node.mapping).entries
    #expect(entries.map(\.key.name) == (0..<count).map { "k\($0)" })
    #expect(entries.last?.value.scalar?.text == "199999")
  }
}
