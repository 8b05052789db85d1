public import PIMConfiguration
internal import PIMHardware
internal import PIMInstructions
internal import PIMMapping
internal import PIMReports
internal import PIMWorkload

/// An experiment on its way into a trace file.
public struct TraceCompilation {
  private let experiment: Experiment
  private let compiled: CompiledModel
  /// The positions that the trace has.
  public let positions: Range<Int>

  init(_ experiment: Experiment, _ compiled: CompiledModel, positions: Range<Int>) {
    (self.experiment, self.compiled, self.positions) = (experiment, compiled, positions)
  }

  /// About how many instructions the trace will have: those of the first and the last position, and what lies
  /// between taken to grow evenly.
  public var estimatedInstructions: Int {
    let first = compiled.workCounts(position: positions.lowerBound).instructions
    let last = compiled.workCounts(position: positions.upperBound - 1).instructions
    return (first + last) / 2 * positions.count
  }

  /// A warning for a trace that will take a gigabyte or more; nil for others.
  var sizeWarning: String? {
    // Lines of the eight models have 45 to 50 bytes on average.
    let bytes = Double(estimatedInstructions) * 48
    guard bytes >= 1e9 else { return nil }
    return "the trace will take about \(NumberText.fixed(bytes / 1e9, 0)) GB "
      + "(\(NumberText.count(estimatedInstructions)) instructions); --tokens A..B compiles a part"
  }

  /// The format of a trace.
  public enum Format: String, CaseIterable, Sendable {
    /// As docs/trace-format.md describes it.
    case pimgpt
    /// As AiM's tools read it: the work of the channels.
    case aim
  }

  /// Remarks to make before the trace is written, a sentence each: what the format leaves out, and its size
  /// from a gigabyte on.
  ///
  /// Errors: a `TraceWriterError` if the format cannot be written for the system.
  public func notes(for format: Format) throws -> [String] {
    let coverage = format == .aim ? try aimCoverage().sentences : []
    return coverage + (sizeWarning.map { [$0] } ?? [])
  }

  /// The part of the operators that an AiM trace covers, by the first and the last position and one layer of
  /// each shape.
  private func aimCoverage() throws -> AiMCoverage {
    var coverage = try AiMCoverage(system: experiment.system)
    for position in Set([positions.lowerBound, positions.upperBound - 1]).sorted() {
      var program = ModelProgram(compiled, positions: position..<position + 1)
      var known: Set<Int> = []
      while let block = program.next() {
        if known.insert(block.template.id).inserted {
          coverage.add(block.template.instructions, of: block.label.kind)
        }
      }
    }
    return coverage
  }

  /// Writes the trace.
  ///
  /// - Returns: how many lines it has.
  @discardableResult
  public func write(
    to output: OutputFile, format: Format = .pimgpt, progress: ((Int) -> Void)? = nil
  ) throws -> Int {
    switch format {
    case .pimgpt: try writeOwn(to: output, progress: progress)
    case .aim: try writeAiM(to: output, progress: progress)
    }
  }

  /// The comments at the head of a trace, a line each.
  private var comments: [String] {
    let part = positions == experiment.run.positions ? "" : ", of \(experiment.run.positions.count)"
    return [
      "\(experiment.model.name) on \(experiment.system.name), mapping \(experiment.policy.name)",
      "positions \(positions.lowerBound) to \(positions.upperBound - 1)\(part)",
      "configuration \(experiment.configuration.hash)",
    ].map { String(TextWidth.printable($0).map { $0.isWhitespace ? " " : $0 }.prefix(900)) }
  }

  private func writeAiM(to output: OutputFile, progress: ((Int) -> Void)?) throws -> Int {
    var writer = try AiMTraceWriter(system: experiment.system, schedule: experiment.policy.schedule) {
      try output.write($0)
    }
    for comment in comments + (try aimCoverage().sentences) { try writer.write(comment: comment) }
    var program = ModelProgram(compiled, positions: positions)
    while let block = program.next() {
      try writer.write(block)
      progress?(block.label.position)
    }
    try writer.finish()
    try output.commit()
    return writer.lines
  }

  private func writeOwn(to output: OutputFile, progress: ((Int) -> Void)?) throws -> Int {
    let header = TraceHeader(shape: MachineShape(experiment.system), schedule: experiment.policy.schedule)
    var writer = try TraceWriter(header: header) { try output.write($0) }
    for comment in comments { try writer.write(comment: comment) }
    var program = ModelProgram(compiled, positions: positions)
    while let block = program.next() {
      try writer.write(block)
      progress?(block.label.position)
    }
    let lines = writer.lines + 1
    try writer.finish()
    try output.commit()
    return lines
  }
}
