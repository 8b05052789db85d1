import PIMGPT
import PIMTestSupport
import Testing

/// Keys of a `config.json` that are waved through, in experiments and their reports.
@Suite struct AssumptionTests {
  private static let configuration =
    "{\"model_type\": \"llama\", \"hidden_size\": 16, \"num_hidden_layers\": 1, \"num_attention_heads\": 2, \"intermediate_size\": 32, \"vocab_size\": 20, \"max_position_embeddings\": 4, \"hidden_act\": \"mish\"}"

  private static let assumption = "hidden_act is assumed: mish is simulated as tanh-GELU"

  /// The member is there only if something is assumed, is read back, and is in the schema.
  @Test func aReportIsReadBack() throws {
    let folder = try TemporaryFolder(["hf/config.json": Self.configuration])
    let experiment = try Experiment(
      folder.path + "/hf", overrides: ["assume=[hidden_act, alibi]"], library: Fixtures.library)
    #expect(experiment.source.assumptions == [Self.assumption])
    #expect(experiment.notes.contains { $0.hasSuffix("nothing needs to be assumed about alibi") })
    let json = try experiment.simulate().json()
    #expect(try SchemaValidator.faults(json, kind: "simulation") == [])
    let document = try ReportDocument(bytes: json, name: "a.json")
    guard case .simulation(let record) = document.content else {
      Issue.record("no simulation")
      return
    }
    #expect(record.model.assumptions == [Self.assumption])
    #expect(try record.json() == json)
    #expect(document.text.hasSuffix("\nOf the model, \(Self.assumption).\n"))
    // An empty list is nothing that the program writes.
    let text = String(decoding: json, as: UTF8.self)
    let list = "[\n      \"\(Self.assumption)\"\n    ]"
    #expect(text.contains(list))
    #expect(
      message {
        _ = try ReportDocument(bytes: Array(text.replacing(list, with: "[]").utf8), name: "a.json")
      }.contains("model.assumptions: unknown key"))
  }

  @Test func aReportWithoutAssumptionsHasNoMember() throws {
    let json = try Document.parse(
      bytes: Fixtures.experiment().simulate().json(), name: "a.json", syntax: .json)
    #expect(json["model"] != nil && json["model"]?["assumptions"] == nil)
  }

  /// Text and hints of a run with assumptions: no advice to execute it.
  @Test func hintsHaveTheKeys() throws {
    let folder = try TemporaryFolder(["hf/config.json": Self.configuration])
    let path = folder.path + "/hf"
    let record = try Experiment(path, overrides: ["assume=[hidden_act]"], library: Fixtures.library).simulate()
    let text = record.text(name: path, options: ["--assume", "hidden_act"])
    #expect(text.contains("`pimgpt config show \(path) --assume hidden_act --kind experiments` names "))
    #expect(text.contains("\nOf the model, \(Self.assumption).\n") && !text.contains("Not executed on values"))
  }

  @Test func unknownKeysAreRefused() throws {
    #expect(
      message { _ = try Fixtures.library.check("gpt2-small", overrides: ["assume=[hiden_act]"]) }
        == "--set assume=[hiden_act]: hiden_act cannot be assumed; expected one of activation, activation_function, hidden_act, hidden_activation, rope_parameters, rope_scaling, alibi; did you mean \"hidden_act\"?"
    )
    #expect(
      message {
        _ = try Experiment("gpt2-small", overrides: ["assume=[width]"], library: Fixtures.library)
      }.hasPrefix("--set assume=[width]: width cannot be assumed"))
    let folder = try TemporaryFolder(["hf/config.json": Self.configuration])
    let check = try Fixtures.library.check(folder.path + "/hf", overrides: ["assume=[hidden_act]"])
    #expect(check.notes.contains { $0.hasSuffix(": " + Self.assumption) })
    #expect(message { _ = try Fixtures.library.check(folder.path + "/hf") }.contains("or --assume hidden_act"))
  }

  @Test func assumingForReportsAloneIsAnError() throws {
    let folder = try TemporaryFolder()
    try OutputFile.write(
      String(decoding: try Fixtures.experiment().simulate().json(), as: UTF8.self),
      to: folder.path + "/a.json")
    let sides = [folder.path + "/a.json", folder.path + "/a.json"]
    #expect(
      message { _ = try Comparison(sides, overrides: ["assume=[alibi]"], library: Fixtures.library) }
        == "--set: no side is an experiment; expected reports are compared as they are")
  }
}
