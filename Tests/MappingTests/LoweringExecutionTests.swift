import PIMHardware
import PIMInstructions
import PIMMapping
import PIMWorkload
import Testing

@Suite struct LoweringExecutionTests {
  /// The instructions, carried out word by word, compute what the model says, at every position.
  @Test(arguments: 0..<60 as Range<UInt64>, [true, false])
  func instructionsComputeTheModel(seed: UInt64, hasMACUnits: Bool) throws {
    var random = try RandomCase(seed: seed)
    if !hasMACUnits { random.removeMACUnits() }
    let compiled = try random.compile()
    let model = random.model
    var machine = Interpreter(
      compiled, readClears: random.system.macUnit.readClears, sramBytes: random.system.asic.sramBytes)
    for placement in compiled.memory.placements
    where placement.kind == .weight || placement.kind == .parameter {
      machine.fill(placement) { Plain.weight(placement.tensor.name, $0) }
    }
    var plain = PlainModel(model)
    var program = ModelProgram(compiled)
    var block = program.next()
    let hidden = compiled.hidden
    for position in random.run.positions {
      let input: [Double]
      if random.run.embedding {
        let token = ModelProgram.placeholderToken(position: position, vocabulary: model.vocabulary)
        input = plain.embed(token: token, position: position)
      } else {
        input = (0..<model.width).map { Plain.weight("input \(position)", $0) }
        for k in input.indices { machine.sram[Int(hidden.start) + k] = input[k] }
      }
      let expected = plain.step(input)
      while let current = block, current.label.position == position {
        machine.execute(current)
        block = program.next()
      }
      for k in expected.indices {
        let found = machine.sram[Int(hidden.start) + k]
        #expect(
          abs(found - expected[k]) < 1e-5, "position \(position) element \(k): \(found), \(expected[k])")
        guard abs(found - expected[k]) < 1e-5 else { return }
      }
      if random.run.lmHead, random.run.generates(at: position) {
        let logits = plain.logits(expected)
        #expect(abs(machine.argmax.value - logits.max()!) < 1e-4)
        #expect(machine.argmax.index == logits.firstIndex(of: logits.max()!))
      }
    }
    #expect(block == nil)
  }
}
