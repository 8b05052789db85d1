import PIMExecution
import PIMInstructions
import PIMMapping
import PIMNumerics
import PIMWorkload
import Testing

/// Values that are infinite or no number are reported as such, and nothing is said of the program.
@Suite struct NonFiniteTests {
  /// Weights of a seed, some elements of one tensor changed.
  struct Changed: Weights {
    let base = RandomWeights(seed: 1)
    let name: String
    let change: @Sendable (Int) -> BFloat16?

    func tensor(_ weight: GraphWeight) throws(CheckpointError) -> TensorData {
      let (data, spec) = (try base.tensor(weight), weight.tensor)
      guard spec.name == name else { return data }
      var writer = SafeTensorsWriter()
      let values = data.bfloat16().enumerated().map { change($0) ?? $1 }
      writer.add(spec.name, shape: spec.shape, bfloat16: values)
      let path = "/tmp/pimgpt-test-changed-\(name)-\(values.count).safetensors"
      do { try writer.write(to: path) } catch { throw CheckpointError(file: path, "\(error)") }
      return try SafeTensors(path: path).tensor(spec.name)
    }
  }

  private let model = try! ModelDescription(
    name: "m", layers: 2, width: 20, heads: 2, headWidth: 5, ffnWidth: 27, vocabulary: 31, contextLimit: 16)
  private let system = makeSystem(
    channels: 2, banksPerGroup: 4, rows: 400, columns: 4, lanes: 4, globalBufferColumns: 6)

  private func verify(_ weights: some Weights, comparesWithFloat: Bool = false) throws -> VerificationResult {
    let run = try RunDescription(tokens: 3, lmHead: true, embedding: true)
    let compiled = try CompiledModel(model, on: system, policy: MappingPolicy(), run: run)
    var verifier = try Verifier(compiled, on: system, weights: weights, comparesWithFloat: comparesWithFloat)
    return verifier.verify(tokens: [3, 30, 7])
  }

  /// The position embedding of the second token alone has a NaN, so the first position is whole.
  @Test func aWeightThatIsNoNumber() throws {
    let result = try verify(Changed(name: "wpe.weight") { $0 == 20 + 13 ? .quietNaN : nil })
    #expect(result.positions == 1 && !result.passed)
    #expect(
      result.failure.map { "\($0)" }
        == "not finite: position 1 embedding: element 13 of hidden is nan in the machine's arithmetic")
  }

  /// GELU of 3e38 is 3e38, and what the next matrix makes of 27 of these overflows in the first of its
  /// results, of either sign.
  @Test func aComputationThatOverflows() throws {
    let weights = Changed(name: "h.1.mlp.c_fc.bias") { _ in BFloat16(3e38) }
    let result = try verify(weights)
    guard case .notFinite(let value) = result.failure else {
      Issue.record("\(result.failure.map { "\($0)" } ?? "passed")")
      return
    }
    #expect(value.position == 0 && value.layer == 1 && value.arithmetic == .hardware)
    #expect(value.node == "mlp.gelu" || value.node == "mlp.c_proj")
    #expect(!value.value.isFinite)
    #expect(result.positions == 0 && result.elementsCompared > 0)
    // A program of this is not called wrong, and nothing is measured.
    let arithmetic = try HardwareArithmetic(system, policy: MappingPolicy())
    #expect(throws: value) {
      try Accuracy.measure(model, weights: weights, tokens: [3, 30, 7], arithmetic: arithmetic)
    }
    #expect(throws: value) {
      try Accuracy.measure(
        model, weights: weights, tokens: [3, 30, 7], arithmetics: [arithmetic, arithmetic])
    }
  }

  /// Where logits are not finite nothing is chosen from them.
  @Test func generatingEndsWhereNothingCanBeChosen() throws {
    var generator = try Generator(
      model, on: system, policy: MappingPolicy(),
      weights: Changed(name: "wpe.weight") { $0 == 2 * 20 ? .quietNaN : nil }, prompt: [3, 30], tokens: 5)
    var chosen = 0
    let tokens = try generator.run(.greedy) { _ in
      chosen += 1
      return true
    }
    // The token chosen at position 1 is the input of position 2.
    #expect(chosen == 1 && tokens.count == 3)
  }

  /// ARGMAX passes NaNs over, and leaves negative infinity and the first index where nothing is above it. Its
  /// state has the value's halves and then the index's, low first; negative infinity is 0xFF800000.
  @Test(arguments: [
    ([Float.nan, .nan], [0, 0xFF80, 5, 0]), ([-.infinity, .nan], [0, 0xFF80, 5, 0]),
    ([.nan, 2, .nan, 2], [0, 0x4000, 6, 0]), ([.infinity, .nan], [0, 0x7F80, 5, 0]),
  ])
  func argmaxOfNaNs(values: [Float], state: [UInt16]) throws {
    var machine = try ExecutorTests().executor()
    machine.write(BFloat16.rounded(values), at: 16)
    try ExecutorTests().run("ARGMAX dst=0 src=16 len=\(values.count) index=5 first=1", on: &machine)
    #expect(machine.values(in: SRAMRange(0, 4)).map(\.bitPattern) == state)
    // A later tile of NaNs changes nothing.
    machine.write([.quietNaN, .quietNaN], at: 16)
    try ExecutorTests().run("ARGMAX dst=0 src=16 len=2 index=9 first=0", on: &machine)
    #expect(machine.values(in: SRAMRange(0, 4)).map(\.bitPattern) == state)
    let wide = [Float](repeating: .nan, count: 5) + values
    #expect(indexOfGreatest(wide) == (values.contains { $0 > -.infinity } ? Int(state[2]) : 0))
  }

  /// Differences of logits divided by the smallest temperatures are infinite, and the greatest is chosen all
  /// the same.
  @Test func temperaturesWithoutBound() {
    for temperature in [1e-300, 1e-40, 1e-3] {
      var chooser = TokenChooser(.temperature(temperature, seed: 1))
      for _ in 0..<20 { #expect(chooser.choose([1, 7, 5]) == 1) }
    }
    var chooser = TokenChooser(.temperature(1e300, seed: 1))
    var counts = [0, 0, 0]
    for _ in 0..<300 { counts[chooser.choose([1, 7, 5])] += 1 }
    #expect(counts.allSatisfy { $0 > 50 })
  }
}
