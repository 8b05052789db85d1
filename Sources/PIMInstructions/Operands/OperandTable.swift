/// The operands of an opcode, in the order in which a trace has them.
public struct InstructionForm: Sendable {
  public let opcode: Opcode
  public let operands: [Operand]
  /// The limits that several operands share; they follow from the opcode's effects.
  public let limits: [Operand.Limit]

  init(_ opcode: Opcode) {
    self.opcode = opcode
    operands = opcode.makeOperands()
    limits = opcode.effects.flatMap(\.limits)
  }
}

extension Opcode {
  /// The operands of the opcode and their limits. Trace reader, trace writer, validity check and the
  /// documentation's table all follow this one.
  public var form: InstructionForm { operandTable[Int(rawValue)] }

  /// Whether the opcode names a row, which `Block.rowOffset` moves.
  public var namesRow: Bool { compactOperandTable.forms[Int(rawValue)].namesRow }
}

/// Every form, at the index of its opcode's raw value.
let operandTable: [InstructionForm] = Opcode.allCases.map { InstructionForm($0) }

extension Effect {
  /// The limits that operands have to keep to together, so that the place exists.
  fileprivate var limits: [Operand.Limit] {
    switch place {
    case .cells(_, .columns): [.columnsInBank]
    case .cells(_, .elements), .cells(_, .elementsFromLane): [.elementsInBank]
    // Row, column and lane are each in a range of their own.
    case .cells(_, .element), .cells(_, .row): []
    case .globalBuffer(.columns): [.columnsInGlobalBuffer]
    case .globalBuffer: [.elementsInGlobalBuffer]
    case .sram(_, .elementPerBank): [.oneElementPerBank]
    // Vectors that are written must not overlap, nor weights, each of which was put there by itself.
    case .sram(_, .vectors): access.writes ? [.vectorsApart] : []
    case .sram(_, .weights): [.vectorsApart]
    case .sram, .accumulators, .functionResults: []
    }
  }
}
