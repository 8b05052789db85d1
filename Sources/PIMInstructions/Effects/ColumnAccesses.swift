/// The column accesses of an instruction in a channel: bursts of cells or of the global buffer, each moved or
/// worked on by a command.
package struct ColumnAccesses: Hashable, Sendable {
  /// The first column of the row, or the first burst of the global buffer; 0 where an instruction works on
  /// neither.
  package var first: Int32
  /// The number of accesses: 1 for accumulators, and for a row as a whole.
  package var count: Int32
}

extension Instruction {
  /// The column accesses in each channel of the mask: of the cells, or else of the global buffer, that the
  /// instruction works on.
  ///
  /// - Parameter lanes: elements of a column.
  package func columnAccesses(lanes: Int32) -> ColumnAccesses {
    var accesses = ColumnAccesses(first: 0, count: 1)
    opcode.forEachEffect { effect in
      switch effect.place {
      case .cells(_, let span): accesses = ColumnAccesses(first: column, count: columns(of: span, lanes))
      case .globalBuffer(.elements):
        accesses = ColumnAccesses(first: offset, count: columns(of: .elements, lanes))
      // Other instructions on the buffer work on cells, too.
      case .globalBuffer, .sram, .accumulators, .functionResults: break
      }
    }
    return accesses
  }

  @inline(__always) private func columns(of span: Effect.Span, _ lanes: Int32) -> Int32 {
    switch span {
    case .columns: count
    case .elements: (length + lanes - 1) / lanes
    case .elementsFromLane: (offset + length + lanes - 1) / lanes
    case .element, .row: 1
    }
  }
}
