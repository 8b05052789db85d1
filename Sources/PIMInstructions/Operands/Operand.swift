/// One operand of an opcode: its name in a trace, the field that keeps it, and its range.
public struct Operand: Hashable, Sendable {
  /// The name in a trace: one to eight lower-case letters.
  public let name: String
  public let field: Instruction.Field
  public let unit: Unit
  /// An operand that may be left out; its field is then `Instruction.none`.
  public let isOptional: Bool
  /// The stretch of ASIC SRAM from this address on that the opcode's effects name; nil for what is not an
  /// address.
  package let extent: Effect.Extent?
  /// The operand in a few words.
  public let meaning: String

  /// The things that an operand counts, which decide its range.
  public enum Unit: UInt8, CaseIterable, Hashable, Sendable {
    case channels, bank, row, column, columnCount, burst, lane, address, elementCount, vectorCount, stride
    case index, nonNegative, factor, flag, bankCount, channelCount
  }

  /// A limit that several operands share.
  public enum Limit: UInt8, CaseIterable, Hashable, Sendable {
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

    /// The field that an error is about.
    var field: Instruction.Field {
      switch self {
      case .columnsInBank, .columnsInGlobalBuffer: .count
      case .elementsInBank, .elementsInGlobalBuffer, .oneElementPerBank: .length
      case .vectorsApart: .stride
      }
    }
  }
}
