extension Opcode {
  /// The operands of the opcode and their limits. Trace reader, trace writer, validator, and the table of
  /// docs/trace-format.md use this form.
  package var form: InstructionForm { operandTable[Int(rawValue)] }

  /// True if the opcode names a row, to which `Block.rowOffset` is added.
  package var namesRow: Bool { compactOperandTable.forms[Int(rawValue)].namesRow }
}

/// Every form, at the index of its opcode's raw value.
let operandTable: [InstructionForm] = Opcode.allCases.map { InstructionForm($0) }

extension Effect {
  /// The limits that keep the effect inside the machine.
  var limits: [Operand.Limit] {
    switch place {
    case .cells(_, .columns): [.columnsInBank]
    case .cells(_, .elements), .cells(_, .elementsFromLane): [.elementsInBank]
    // Row, column and lane have ranges of their own.
    case .cells(_, .element), .cells(_, .row): []
    case .globalBuffer(.columns): [.columnsInGlobalBuffer]
    case .globalBuffer: [.elementsInGlobalBuffer]
    case .sram(_, .elementPerBank): [.oneElementPerBank]
    // Vectors that are written must not overlap. Nor must weight vectors, which are written one by one.
    case .sram(_, .vectors): access.writes ? [.vectorsApart] : []
    case .sram(_, .weights): [.vectorsApart]
    case .sram, .accumulators, .functionResults: []
    }
  }
}
