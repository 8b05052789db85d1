package import PIMInstructions
package import PIMMapping

/// A source of blocks that knows the trace line of each.
package protocol LocatedBlockSource: BlockSource {
  /// The BLOCK line of the last returned block; nil if the source is not a trace.
  var traceLine: InstructionSite.TraceLine? { get }
}

extension ModelProgram: LocatedBlockSource {
  /// No line: the program is not a trace.
  package var traceLine: InstructionSite.TraceLine? { nil }
}

extension TraceReader: LocatedBlockSource {
  /// The line of the block's BLOCK in the trace.
  package var traceLine: InstructionSite.TraceLine? { .init(file: file, line: blockLine) }
}
