public import PIMConfiguration
internal import PIMHardware
internal import PIMInstructions
internal import PIMMapping
internal import PIMReports
internal import PIMWorkload

/// The compilation of an experiment to a trace file.
public struct TraceCompilation {
  private let experiment: Experiment
  private let compiled: CompiledModel
  /// The positions of the trace.
  public let positions: Range<Int>

  init(_ experiment: Experiment, _ compiled: CompiledModel, positions: Range<Int>) {
    (self.experiment, self.compiled, self.positions) = (experiment, compiled, positions)
  }

  /// An estimate of the number of instructions: the first and the last position are counted, and the
  /// positions between them interpolated linearly.
  public var estimatedInstructions: Int {
    let first = compiled.workCounts(position: positions.lowerBound).instructions
    let last = compiled.workCounts(position: positions.upperBound - 1).instructions
    return (first + last) / 2 * positions.count
  }

  /// A warning for a trace of a gigabyte or more; nil for a smaller one.
  var sizeWarning: String? {
    // Lines of the eight models' traces have 45 to 50 bytes on average.
    let bytes = Double(estimatedInstructions) * 48
    guard bytes >= 1e9 else { return nil }
    return "the trace will take about \(NumberText.fixed(bytes / 1e9, 0)) GB "
      + "(\(NumberText.count(estimatedInstructions)) instructions); --tokens A..B compiles a part"
  }

  /// The format of a trace file.
  public enum Format: String, CaseIterable, Sendable {
    /// The format of docs/trace-format.md.
    case pimgpt
    /// The format of AiM's tools, which covers the work of the channels only.
    case aim
  }

  /// Remarks to show before the trace is written, a sentence each: operators that the format omits, and the
  /// size from a gigabyte on.
  ///
  /// - Throws: `TraceWriterError` if the format cannot express the system's trace.
  public func notes(for format: Format) throws -> [String] {
    let coverage = format == .aim ? try aimCoverage().sentences : []
    return coverage + (sizeWarning.map { [$0] } ?? [])
  }

  /// The share of the operators that an AiM trace covers, determined from the first and the last position and
  /// from one layer of each shape.
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
  /// - Returns: the number of written lines.
  @discardableResult
  public func write(
    to output: OutputFile, format: Format = .pimgpt, progress: ((Int) -> Void)? = nil
  ) throws -> Int {
    switch format {
    case .pimgpt: try writeOwn(to: output, progress: progress)
    case .aim: try writeAiM(to: output, progress: progress)
    }
  }

  /// The comments at the head of the trace, a line each.
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
