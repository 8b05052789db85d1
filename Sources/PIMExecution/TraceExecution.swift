internal import PIMHardware
package import PIMInstructions
internal import PIMMapping
package import PIMWorkload

/// Executes a trace on values from a safetensors file.
///
/// The name of each tensor in the file is the place of its values, from there on without gaps:
///
/// - `sram.ADDRESS`: the ASIC's SRAM, from that element on;
/// - `bank.CHANNEL.BANK.ROW` and `bank.CHANNEL.BANK.ROW.COLUMN`: a bank, from that column on and over into
///   the following rows;
/// - `clear.FIRST.LAST`, with any values: rows of all banks that hold zeros which no program has written.
package enum TraceExecution {
  /// Writes the values of a file to the places that their names give.
  ///
  /// - Throws: `CheckpointError` for names that are not places, and for places outside the machine.
  package static func load(_ file: SafeTensors, into executor: inout Executor) throws(CheckpointError) {
    let shape = executor.machine.shape
    let organisation = shape.organisation
    // Clearing marks rows as not written, so it precedes all writes.
    let entries =
      file.entries.filter { $0.name.hasPrefix("clear.") }
      + file.entries.filter { !$0.name.hasPrefix("clear.") }
    for entry in entries {
      func fail(_ problem: String) -> CheckpointError {
        CheckpointError(file: file.path, tensor: entry.name, problem)
      }
      let parts = entry.name.split(separator: ".", omittingEmptySubsequences: false)
      let numbers = parts.dropFirst().compactMap { Int($0) }
      guard numbers.count == parts.count - 1, numbers.allSatisfy({ $0 >= 0 }) else {
        throw fail(
          "names no place; expected sram.ADDRESS, bank.CHANNEL.BANK.ROW[.COLUMN] or clear.FIRST.LAST")
      }
      switch (parts[0], numbers.count) {
      case ("sram", 1):
        guard numbers[0] <= shape.sramElements - entry.elements else {
          throw fail("does not fit the \(shape.sramElements) elements of the SRAM")
        }
        executor.write(try file.tensor(entry.name).bfloat16(), at: numbers[0])
      case ("bank", 3), ("bank", 4):
        let column = numbers.count == 4 ? numbers[3] : 0
        guard numbers[0] < organisation.channels, numbers[1] < organisation.banks,
          numbers[2] < organisation.rows,
          column < organisation.columns,
          entry.elements <= (organisation.rows - numbers[2]) * organisation.elementsPerRow
            - column * organisation.elementsPerColumn
        else { throw fail("does not fit the machine's banks") }
        executor.write(
          try file.tensor(entry.name).bfloat16(),
          at: CellLocation(channel: numbers[0], bank: numbers[1], row: numbers[2], column: column, lane: 0))
      case ("clear", 2):
        guard numbers[0] <= numbers[1], numbers[1] < organisation.rows else {
          throw fail("does not fit the \(organisation.rows) rows of a bank")
        }
        executor.clear(rows: numbers[0]..<numbers[1] + 1)
      default:
        throw fail(
          "names no place; expected sram.ADDRESS, bank.CHANNEL.BANK.ROW[.COLUMN] or clear.FIRST.LAST")
      }
    }
  }

  /// Executes a trace in pimgpt's own format to its end.
  ///
  /// - Parameter progress: called after each block with the number of blocks done.
  /// - Returns: the number of blocks.
  /// - Throws: `TraceError` for a malformed trace or one for another machine, `ExecutionError`.
  @discardableResult
  package static func run(
    _ trace: inout TraceReader, on executor: inout Executor, progress: ((Int) -> Void)? = nil
  ) throws -> Int {
    try trace.check(against: executor.machine.shape)
    while let block = try trace.next() {
      try executor.execute(block, traceLine: .init(file: trace.file, line: trace.blockLine))
      progress?(executor.blocksExecuted)
    }
    return executor.blocksExecuted
  }

  /// Executes an AiM trace to its end.
  ///
  /// - Parameters:
  ///   - trace: a trace opened for the system of `executor`'s machine.
  ///   - progress: called after each block with the number of blocks done.
  /// - Returns: the number of blocks that the trace was divided into.
  /// - Throws: `TraceError` for a malformed trace; `ExecutionError`, also for instructions that a
  ///   configuration register redirects to other operands.
  @discardableResult
  package static func run(
    _ trace: inout AiMTraceReader, on executor: inout Executor, progress: ((Int) -> Void)? = nil
  ) throws -> Int {
    while let block = try trace.next() {
      let lines = trace.blockLines
      if let index = trace.firstReconfigured {
        throw ExecutionError.undefined(
          InstructionSite(
            blockIndex: executor.blocksExecuted, label: block.label, index: index,
            instruction: block.template.instructions[index],
            traceLine: .init(file: trace.file, line: lines[index])))
      }
      try executor.execute(block, traceLine: .init(file: trace.file, line: lines[0]), lines: lines)
      progress?(executor.blocksExecuted)
    }
    return executor.blocksExecuted
  }
}
