/// One operand of an opcode: its name in a trace, the field that holds it, and its range.
package struct Operand: Hashable, Sendable {
  /// The name in a trace: one to eight lower-case letters.
  package let name: String
  /// The field of `Instruction` that holds the operand.
  package let field: Instruction.Field
  /// The unit, which decides the range.
  package let unit: Unit
  /// True for an operand that a trace may omit; the field of an omitted operand is `Instruction.none`.
  package let isOptional: Bool
  /// The range of ASIC SRAM from this address on, from the opcode's effects; nil for an operand that is not
  /// an address.
  package let extent: Effect.Extent?
  /// A description in a few words.
  package let meaning: String

  /// The units of operands.
  package enum Unit: UInt8, CaseIterable, Hashable, Sendable {
    /// Places and lengths; columns and bursts are counted in column accesses, elements in bfloat16 numbers.
    case channels, bank, row, column, columnCount, burst, lane, address, elementCount, vectorCount, stride
    /// Numbers of other meaning.
    case index, nonNegative, factor, flag, bankCount, channelCount
  }

  /// A limit that several operands share.
  package enum Limit: UInt8, CaseIterable, Hashable, Sendable {
    /// (row, column) and `count` columns from there on lie in the bank.
    case columnsInBank
    /// (row, column), lane `offset`, and `length` elements from there on lie in the bank.
    case elementsInBank
    /// `count` bursts from `offset` on lie in the global buffer.
    case columnsInGlobalBuffer
    /// `length` elements from burst `offset` on lie in the global buffer.
    case elementsInGlobalBuffer
    /// `length` is at most one element for each bank of each channel.
    case oneElementPerBank
    /// Two vectors or more do not overlap: `stride` is at least `length`.
    case vectorsApart
    /// `length` is even.
    case pairs

    /// The field that an error names.
    var field: Instruction.Field {
      switch self {
      case .columnsInBank, .columnsInGlobalBuffer: .count
      case .elementsInBank, .elementsInGlobalBuffer, .oneElementPerBank, .pairs: .length
      case .vectorsApart: .stride
      }
    }
  }
}
