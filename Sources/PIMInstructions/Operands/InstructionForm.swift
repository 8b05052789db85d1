/// The operands of an opcode in the order of a trace, and the limits that several operands share.
package struct InstructionForm: Sendable {
  /// The opcode.
  package let opcode: Opcode
  /// The operands, in the order of a trace.
  package let operands: [Operand]
  /// The limits beyond the ranges of single operands, which follow from the opcode's effects but for `pairs`.
  package let limits: [Operand.Limit]

  init(_ opcode: Opcode) {
    self.opcode = opcode
    operands = opcode.makeOperands()
    limits = opcode.effects.flatMap(\.limits) + (opcode == .ROTATE ? [.pairs] : [])
  }
}
