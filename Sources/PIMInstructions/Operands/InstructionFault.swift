/// An operand that a machine does not allow: the value, and the values that are allowed.
public struct InstructionFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// The opcode of the instruction.
  public var opcode: Opcode
  /// The operand's name in a trace, or the field's name where the opcode has no such operand.
  public var operand: String
  /// The value, as in a trace.
  public var found: String
  /// The values that the machine allows, in words.
  public var expected: String

  /// The message, on one line.
  public var description: String { "\(opcode.mnemonic) \(operand): found \(found), expected \(expected)" }
}
