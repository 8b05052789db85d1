public import PIMConfiguration
internal import PIMExecution
internal import PIMInstructions
internal import PIMWorkload

extension SystemDocument {
  /// Executes a trace on values.
  ///
  /// - Parameters:
  ///   - values: a safetensors file with the inputs; nil for the file beside the trace (`x.safetensors` for
  ///     `x.trace`).
  ///   - results: a file, opened before the execution, for the contents of the ASIC's SRAM at the end, in
  ///     safetensors format: a tensor `sram.ADDRESS` for each range of addresses that was written.
  ///   - progress: receives the number of executed blocks.
  /// - Throws: `ExecutionFailure` for an instruction that cannot be executed; errors of reading files; errors
  ///   of traces that are malformed or for another machine.
  public func execute(
    trace: String, values: String? = nil, results: OutputFile? = nil, progress: ProgressMonitor? = nil
  ) throws -> ExecutedTrace {
    let inputs = values ?? Self.fileBeside(trace)
    var executor = try Executor(MachineModel(system))
    try TraceExecution.load(try SafeTensors(path: inputs), into: &executor)
    let reader = try AnyTraceReader(path: trace, system: system)
    let blocks: Int
    do {
      let report = progress.map { progress in { (done: Int) in progress.update(done, of: 0, .blocks) } }
      switch reader {
      case .native(var reader): blocks = try TraceExecution.run(&reader, on: &executor, progress: report)
      case .aim(var reader): blocks = try TraceExecution.run(&reader, on: &executor, progress: report)
      }
    } catch let error as ExecutionError {
      throw ExecutionFailure(trace: trace, inputs: inputs, reason: error.description)
    }
    if let results { try Self.write(executor, to: results) }
    return ExecutedTrace(trace: trace, inputs: inputs, blocks: blocks)
  }

  private static func fileBeside(_ trace: String) -> String {
    (trace.hasSuffix(".trace") ? String(trace.dropLast(6)) : trace) + ".safetensors"
  }

  private static func write(_ executor: borrowing Executor, to file: OutputFile) throws {
    var writer = SafeTensorsWriter()
    let elements = executor.machine.shape.sramElements
    var start: Int?
    for address in 0...elements {
      let isWritten = address < elements && executor.isWritten(SRAMRange(Int32(address), 1))
      if isWritten { start = start ?? address }
      if !isWritten, let first = start {
        let values = executor.values(in: SRAMRange(Int32(first), Int32(address - first)))
        writer.add("sram.\(first)", shape: [values.count], bfloat16: values)
        start = nil
      }
    }
    try file.write(writer.bytes)
    try file.commit()
  }
}
