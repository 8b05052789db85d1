/// The column accesses of an instruction in one channel: bursts of cells or of the global buffer, one command
/// for each.
package struct ColumnAccesses: Hashable, Sendable {
  /// The first column in the row, or the first burst in the global buffer; 0 for an instruction that accesses
  /// neither.
  package var first: Int32
  /// The number of accesses; 1 for accumulators and for a whole row.
  package var count: Int32
}

extension Instruction {
  /// The column accesses in each channel of the mask: to the cells, or else to the global buffer.
  ///
  /// - Parameter lanes: elements of a column.
  package func columnAccesses(lanes: Int32) -> ColumnAccesses {
    var accesses = ColumnAccesses(first: 0, count: 1)
    opcode.forEachEffect { effect in
      switch effect.place {
      case .cells(_, let span): accesses = ColumnAccesses(first: column, count: columns(of: span, lanes))
      case .globalBuffer(.elements):
        accesses = ColumnAccesses(first: offset, count: columns(of: .elements, lanes))
      // Other instructions that use the buffer also access cells.
      case .globalBuffer, .sram, .accumulators, .functionResults: break
      }
    }
    return accesses
  }

  /// Bursts over the link of each channel of the mask: what the instruction moves between the ASIC's SRAM and
  /// the channel; 0 for an instruction of the ASIC, which moves nothing over links.
  ///
  /// - Parameters:
  ///   - lanes: elements of a burst.
  ///   - banks: banks of a channel.
  package func linkBursts(lanes: Int32, banks: Int32) -> Int32 {
    guard opcode.unit == .channels else { return 0 }
    var bursts: Int32 = 0
    opcode.forEachEffect { effect in
      guard case .sram(_, let extent) = effect.place else { return }
      switch extent {
      // The vector of a channel: to the global buffer, or from or to cells of one bank.
      case .vector, .vectorPerChannel: bursts = columnAccesses(lanes: lanes).count
      case .elementPerBank: bursts = (banks + lanes - 1) / lanes
      case .vectors, .tileState, .argmax, .results, .weights:
        preconditionFailure("\(extent) is of the ASIC alone")
      }
    }
    return bursts
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
