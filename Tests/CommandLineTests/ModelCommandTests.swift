import PIMGPT
import Testing

/// Models without an experiment, and the models that come along with weights.
@Suite struct ModelCommandTests {
  private static let families = Program.root + "/Tests/ExecutionTests/Fixtures/families"

  /// Each family's folder runs over its whole context.
  @Test(arguments: FilePath.names(in: families).filter { FilePath.isFolder(families + "/" + $0) })
  func aFolderNeedsNoExperiment(family: String) throws {
    let folder = Self.families + "/" + family
    let outcome = try Program().run("simulate", "--model", folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(
      outcome.errors.contains(
        "note: a checkpoint is run as {model: \(folder)/config.json, system: pim-gpt, mapping: paper, tokens: "))
    #expect(outcome.output.contains(", with embedding and LM head\n"), "\(outcome.output)")
    #expect(outcome.output.contains("`pimgpt simulate --model \(folder) --verify 1` "))
  }

  /// A preset, a preset that an experiment has the name of, and a file.
  @Test func aModelNeedsNoExperiment() throws {
    let program = try Program(["mine.yaml": "{extends: pythia-70m, name: mine, layers: 2}\n"])
    let first = ", the first 1024 of its 2048 positions; --set tokens=N for others"
    let ends = ["gpt2-small": ", as many tokens as its context allows", "opt-125m": first, "./mine.yaml": first]
    for model in ["opt-125m", "gpt2-small", "./mine.yaml"] {
      let outcome = try program.run("simulate", "--model", model, "--tokens", "1")
      #expect(outcome.status == 0)
      #expect(
        outcome.errors
          == "note: no experiment given: the model is run as {model: \(model), system: pim-gpt, mapping: paper, tokens: 1024, embedding: true, lmHead: true}\(ends[model]!)\n"
      )
      #expect(outcome.output.contains("`pimgpt simulate --model \(model) --verify 1` "))
    }
    // The options apply to it as to any experiment.
    let other = try program.run(
      "simulate", "--model", "opt-125m", "--system", "hbm-pim", "--set", "tokens=2", "--set", "lmHead=false")
    #expect(other.status == 0)
    #expect(other.output.hasPrefix("opt-125m on hbm-pim: 2 tokens, with embedding\n"), "\(other.output)")
    for command in [["map"], ["compile", "-o", "a.trace", "--tokens", "1"]] {
      #expect(try program.run(command + ["--model", "opt-125m"]).status == 0)
    }
    let unknown = try program.run("simulate", "--model", "opt-125")
    #expect(unknown.status == 2 && unknown.errors.contains("no preset \"opt-125\""), "\(unknown.errors)")
  }

  /// The Llama that comes along is named as kjv is.
  @Test func kjvLlamaIsNamedLikeKjv() throws {
    let program = try Program()
    let generated = try program.run(
      "generate", "kjv-llama", "--prompt", "In the beginning ", "--tokens", "20")
    #expect(generated.status == 0)
    #expect(
      generated.output.hasPrefix("In the beginning of the LORD thy God \n\nverified: "),
      "\(generated.output)")
    let verified = try program.run("verify", "kjv-llama", "--tokens", "2")
    #expect(verified.status == 0)
    #expect(verified.output.hasPrefix("kjv-llama on pim-gpt, mapping paper: verified\n"))
    let accuracy = try program.run("accuracy", "kjv-llama", "--tokens", "3")
    #expect(accuracy.status == 0)
    #expect(accuracy.output.hasPrefix("kjv-llama: 2 predictions; base: "), "\(accuracy.output)")
    let text = Program.text(of: Program.root + "/configs/models/kjv/validation.txt")
    #expect(Program.text(of: Program.root + "/configs/models/kjv-llama/validation.txt") == text)
  }
}
