/// One operand of an opcode: what it is called in a trace, where it is kept, and what it may be.
public struct Operand: Hashable, Sendable {
  /// The name in a trace: one to eight lower-case letters.
  public let name: String
  public let field: Instruction.Field
  public let unit: Unit
  /// An operand that may be left out; its field is then `Instruction.none`.
  public let isOptional: Bool
  /// How much of the SRAM is touched from this address on; nil for what is not an address.
  public let extent: Extent?
  /// What it is, in a few words.
  public let meaning: String

  /// What an operand counts, and thereby its range.
  public enum Unit: UInt8, CaseIterable, Hashable, Sendable {
    case channels, bank, row, column, columnCount, burst, lane, address, elementCount, vectorCount, stride
    case index, nonNegative, factor, flag, bankCount, channelCount
  }

  /// A stretch of ASIC SRAM, in elements.
  public enum Extent: UInt8, Hashable, Sendable {
    /// `length`.
    case vector
    /// `length` for every channel of the mask.
    case vectorPerChannel
    /// `count` vectors of `length`, `stride` apart.
    case vectors
    /// The running state of `count` tiles.
    case tileState
    /// The running result of ARGMAX.
    case argmax
    /// `count` results.
    case results
    /// The weights of VMM.
    case weights
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

extension Instruction {
  /// The fields that operands are kept in.
  public enum Field: UInt8, CaseIterable, Hashable, Sendable {
    case channels, bank, row, column, count, offset, address, length, source, source2, source3, stride,
      immediate
  }

  /// An integer field by name; 0 for the channels and the immediate, which are not integers.
  ///
  /// A new value must fit the field.
  subscript(field: Field) -> Int32 {
    get {
      switch field {
      case .bank: Int32(bank)
      case .row: row
      case .column: column
      case .count: count
      case .offset: offset
      case .address: address
      case .length: length
      case .source: source
      case .source2: source2
      case .source3: source3
      case .stride: stride
      case .channels, .immediate: 0
      }
    }
    set {
      switch field {
      case .bank: bank = Int16(newValue)
      case .row: row = newValue
      case .column: column = newValue
      case .count: count = newValue
      case .offset: offset = newValue
      case .address: address = newValue
      case .length: length = newValue
      case .source: source = newValue
      case .source2: source2 = newValue
      case .source3: source3 = newValue
      case .stride: stride = newValue
      case .channels, .immediate: preconditionFailure("\(field) is not an integer")
      }
    }
  }
}
