/// The column accesses of an instruction in a channel: bursts that a command each moves or works on.
package enum ColumnAccesses: UInt8, Hashable, Sendable {
  /// A single one: accumulators or a row as a whole.
  case one
  /// `count`.
  case columns
  /// As many as `length` elements fill.
  case elements
  /// As many as `length` elements fill from lane `offset` on.
  case elementsFromLane
  /// As many as `length` elements fill, from burst `offset` of the global buffer on.
  case elementsOfBuffer

  /// The accesses that an opcode with those effects makes: to cells, or else to the global buffer.
  init(of effects: [Effect]) {
    self = .one
    for effect in effects {
      switch effect.place {
      case .cells(_, .columns): self = .columns
      case .cells(_, .elements): self = .elements
      case .cells(_, .elementsFromLane): self = .elementsFromLane
      case .globalBuffer(.elements): self = .elementsOfBuffer
      case .cells(_, .element), .cells(_, .row), .globalBuffer, .accumulators, .functionResults, .sram: break
      }
    }
  }
}

extension Instruction {
  /// The kind of column accesses that the instruction makes in each channel of its mask.
  package var columnAccesses: ColumnAccesses { effectTable.accesses[Int(opcode.rawValue)] }

  /// The number of column accesses in each channel of the mask.
  ///
  /// - Parameter lanes: elements of a column.
  package func columnAccessCount(lanes: Int32) -> Int32 {
    switch columnAccesses {
    case .one: 1
    case .columns: count
    case .elements, .elementsOfBuffer: (length + lanes - 1) / lanes
    case .elementsFromLane: (offset + length + lanes - 1) / lanes
    }
  }
}
