package import PIMHardware
internal import PIMInstructions
package import PIMMapping
package import PIMNumerics
package import PIMWorkload

/// Executes a compiled model, position by position.
///
///     var machine = try ModelExecutor(compiled, on: system, weights: weights)
///     let logits = try machine.step(.token(17), position: 0)
package struct ModelExecutor: ~Copyable {
  /// The compiled model.
  package let compiled: CompiledModel
  /// The machine with its values.
  package var executor: Executor
  /// The logits of the last position with an LM head; empty before.
  package private(set) var logits: [BFloat16] = []

  /// Sets the machine up and loads the weights.
  ///
  /// - Throws: `ExecutionError`, `CheckpointError`.
  package init(
    _ compiled: CompiledModel, on system: System, weights: some Weights,
    accumulatorFormat: MACUnit.AccumulatorFormat = .fp32
  ) throws {
    var executor = try Executor(MachineModel(system, accumulatorFormat: accumulatorFormat))
    try executor.load(compiled, weights: weights)
    self.init(compiled, executor)
  }

  private init(_ compiled: CompiledModel, _ executor: consuming Executor) {
    self.compiled = compiled
    self.executor = executor
  }

  /// Executes one position. Positions must be executed in order from 0, since each reads the cache of those
  /// before.
  ///
  /// - Parameter input: a token if the run has the embedding switched on, otherwise the residual stream.
  /// - Returns: the logits if the run's LM head is on and the position generates, otherwise an empty array.
  /// - Throws: `ExecutionError`.
  @discardableResult
  package mutating func step(_ input: HardwareReference.Input, position: Int) throws(ExecutionError)
    -> [BFloat16]
  {
    var tokens = [Int](repeating: 0, count: position + 1)
    switch input {
    case .token(let token):
      precondition(compiled.run.embedding, "a token needs the embedding")
      tokens[position] = token
    case .hidden(let values):
      precondition(!compiled.run.embedding, "the embedding writes the residual stream")
      executor.write(values, at: Int(compiled.hidden.start))
    }
    logits = []
    var program = ModelProgram(compiled, positions: position..<position + 1, tokens: tokens)
    while let block = program.next() {
      try executor.execute(block)
      if block.label.kind == .sampling { logits += executor.logits(of: block) }
    }
    return logits
  }

  /// The current residual stream.
  package var hidden: [BFloat16] { executor.values(in: compiled.hidden) }
}

extension Executor {
  /// The candidates of a block's ARGMAX.
  func logits(of block: Block) -> [BFloat16] {
    guard let argmax = block.template.instructions.last(where: { $0.opcode == .ARGMAX }) else { return [] }
    return values(in: SRAMRange(argmax.source, argmax.length))
  }
}
