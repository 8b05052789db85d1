public import PIMConfiguration
internal import PIMExecution
internal import PIMHardware
internal import PIMInstructions
internal import PIMNumerics
internal import PIMReports
internal import PIMWorkload

/// A trace executed on values.
public struct TraceValues {
  /// What was done, for a terminal.
  public let text: String
  /// Why it could not be done to the end; nil if it was.
  public let failure: String?

  /// Executes a trace.
  ///
  /// - Parameters:
  ///   - values: a safetensors file with the inputs; nil for the one beside the trace (`x.safetensors` for `x.trace`).
  ///   - progress: is told of blocks.
  ///   - results: a file, open from before the work, in the safetensors format, with what the ASIC's SRAM holds at the end: a tensor `sram.ADDRESS` for each
  ///     stretch that was written.
  /// - Throws: files that cannot be read, and traces that are malformed or for another machine. An instruction
  ///   that cannot be carried out is a failure.
  public init(
    trace: String, on machine: SystemDocument, values: String?, results: OutputFile?,
    progress: ProgressMonitor? = nil
  ) throws {
    let inputs = values ?? TraceValues.fileBeside(trace)
    var executor = try Executor(MachineModel(machine.system))
    try TraceExecution.load(try SafeTensors(path: inputs), into: &executor)
    let reader = try AnyTraceReader(path: trace, system: machine.system)
    do {
      let blocks: Int
      let report = progress.map { progress in { (done: Int) in progress.update(done, of: 0, .blocks) } }
      switch reader {
      case .native(var reader): blocks = try TraceExecution.run(&reader, on: &executor, progress: report)
      case .aim(var reader): blocks = try TraceExecution.run(&reader, on: &executor, progress: report)
      }
      failure = nil
      text =
        "\(trace) executed on \(inputs): \(NumberText.count(blocks)) \(blocks == 1 ? "block" : "blocks")\n\n"
    } catch let error as ExecutionError {
      failure = error.description
      text = "\(trace) on \(inputs): cannot be executed\n\n\(error)\n"
      return
    }
    if let results { try TraceValues.write(executor, to: results) }
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
