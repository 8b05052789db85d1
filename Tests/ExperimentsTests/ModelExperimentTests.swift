import PIMGPT
import PIMTestSupport
import Testing

/// Presets of models in place of experiments.
@Suite struct ModelExperimentTests {
  @Test func modelsHaveADefaultExperiment() throws {
    let experiment = try Experiment("opt-125m", library: Fixtures.library)
    #expect(experiment.model.name == "opt-125m")
    #expect(experiment.system.name == "pim-gpt" && experiment.policy.name == "paper")
    #expect(try experiment.run == RunDescription(tokens: 1024, lmHead: true, embedding: true))
    #expect(
      experiment.notes == [
        "no experiment named opt-125m: the model is run as {model: opt-125m, system: pim-gpt, mapping: paper, "
          + "tokens: 1024, embedding: true, lmHead: true}, the first 1024 of its 2048 positions; "
          + "--set tokens=N for others"
      ])
  }

  @Test func defaultsCanBeOverridden() throws {
    let experiment = try Experiment(
      "pythia-70m", overrides: ["tokens=16", "lmHead=false", "model.layers=2", "mapping=best"],
      library: Fixtures.library)
    #expect(try experiment.run == RunDescription(tokens: 16, embedding: true))
    #expect(experiment.model.layers == 2 && experiment.policy.name == "best")
  }

  /// An experiment comes before the model of its name.
  @Test func experimentsComeFirst() throws {
    let experiment = try Experiment("gpt2-small", library: Fixtures.library)
    #expect(try experiment.run == RunDescription(tokens: 1024) && experiment.notes.isEmpty)
  }

  @Test func misspeltModelsAreSuggested() {
    #expect(
      message { _ = try Experiment("lama2-7b", library: Fixtures.library) }
        .hasSuffix("; did you mean \"llama2-7b\"?"))
    #expect(
      message { _ = try Comparison(["lama2-7b", "t4"], library: Fixtures.library) }
        .hasSuffix("; did you mean \"llama2-7b\"?"))
  }
}
