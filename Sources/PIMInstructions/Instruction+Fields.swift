extension Instruction {
  /// The stored fields of an instruction that hold operands.
  package enum Field: UInt8, CaseIterable, Hashable, Sendable {
    /// The stored properties of `Instruction` of the same names.
    case channels, bank, row, column, count, offset, address, length, source, source2, source3, stride,
      immediate
  }

  /// The value of an integer field; 0 for the channels and the immediate, which are not integers.
  ///
  /// A new value must be in the range of the field's stored type.
  subscript(field: Field) -> Int32 {
    @inline(__always) get {
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
