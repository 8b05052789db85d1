internal import PIMHardware

/// Checks instructions against the sizes of a machine.
///
/// Each instruction is checked by itself. Reads of values that nobody wrote are found in execution.
package struct InstructionValidator: Sendable {
  /// The sizes that instructions are checked against.
  package let shape: MachineShape
  /// Inclusive ranges by `Operand.Unit.rawValue`.
  private let lower: [Int64]
  private let upper: [Int64]
  private let channels: UInt64
  private let banks: Int64
  private let columns: Int64
  private let bankColumns: Int64
  private let lanes: Int64
  private let bufferColumns: Int64
  private let sramElements: Int64
  private let table = compactOperandTable

  /// A validator for a machine.
  ///
  /// - Parameter shape: every size 1 or more; channels at most 64.
  package init(_ shape: MachineShape) {
    self.shape = shape
    let organisation = shape.organisation
    channels = ChannelMask.first(organisation.channels).rawValue
    banks = Int64(organisation.banks)
    columns = Int64(organisation.columns)
    bankColumns = Int64(organisation.rows) * Int64(organisation.columns)
    lanes = Int64(organisation.elementsPerColumn)
    bufferColumns = Int64(shape.globalBufferColumns)
    sramElements = Int64(shape.sramElements)
    var lower: [Int64] = []
    var upper: [Int64] = []
    for unit in Operand.Unit.allCases {
      let range = unit.range(in: shape)
      lower.append(range.lowest)
      upper.append(range.highest)
    }
    self.lower = lower
    self.upper = upper
  }

  /// The fault of an instruction whose row is moved by `rowOffset`, or nil if the instruction is valid.
  package func fault(of instruction: Instruction, rowOffset: Int32 = 0) -> InstructionFault? {
    guard let violation = violation(of: instruction, rowOffset: rowOffset) else { return nil }
    return describe(violation, of: instruction, rowOffset: rowOffset)
  }

  // MARK: - Inner loop

  enum Reason {
    case range, pastSRAM
    case unused(Instruction.Field)
    case limit(Operand.Limit)
  }

  struct Violation {
    var field: Instruction.Field
    var reason: Reason
  }

  /// True if an integer is in the range of its unit.
  @inline(__always) func contains(_ value: Int64, _ unit: Operand.Unit) -> Bool {
    value >= lower[Int(unit.rawValue)] && value <= upper[Int(unit.rawValue)]
  }

  /// True if a constant is one that the unit allows.
  @inline(__always) func contains(_ value: Float, _ unit: Operand.Unit) -> Bool {
    switch unit {
    case .flag: value.bitPattern == (0 as Float).bitPattern || value.bitPattern == (1 as Float).bitPattern
    case .nonNegative: value.isFinite && value >= 0
    default: value.isFinite
    }
  }

  /// True if a mask names at least one channel, and none that the machine lacks.
  @inline(__always) func contains(_ mask: ChannelMask) -> Bool {
    mask.rawValue != 0 && mask.rawValue & ~channels == 0
  }

  func violation(of instruction: Instruction, rowOffset: Int32) -> Violation? {
    let form = table.forms[Int(instruction.opcode.rawValue)]
    for index in form.first..<form.end {
      let entry = table.entries[index]
      let isValid: Bool
      switch entry.field {
      case .channels: isValid = contains(instruction.channels)
      case .immediate: isValid = contains(instruction.immediate, entry.unit)
      case .row: isValid = contains(Int64(instruction.row) + Int64(rowOffset), .row)
      default:
        let value = instruction[entry.field]
        isValid = contains(Int64(value), entry.unit) || (entry.isOptional && value == Instruction.none)
      }
      if !isValid { return Violation(field: entry.field, reason: .range) }
    }
    if let field = unusedField(of: instruction, form) {
      return Violation(field: field, reason: .unused(field))
    }
    return limitViolation(of: instruction, rowOffset: rowOffset)
  }

  /// An unused field of the opcode that does not have its default value. A trace has no place for such a
  /// value.
  @inline(__always) private func unusedField(
    of instruction: Instruction, _ form: CompactOperandTable.Form
  ) -> Instruction.Field? {
    for field in Instruction.Field.allCases where form.fields >> UInt32(field.rawValue) & 1 == 0 {
      let isDefault =
        switch field {
        case .channels: instruction.channels.isEmpty
        case .immediate: instruction.immediate.bitPattern == 0
        case .source2, .source3: instruction[field] == Instruction.none
        default: instruction[field] == 0
        }
      if !isDefault { return field }
    }
    return nil
  }

  /// A violation of a limit that several operands share; each operand is in its own range. No sum or product
  /// here exceeds 2^62 + 2^33: every factor is a non-negative Int32.
  func limitViolation(of instruction: Instruction, rowOffset: Int32) -> Violation? {
    let form = table.forms[Int(instruction.opcode.rawValue)]
    if form.limits != 0 {
      for limit in Operand.Limit.allCases
      where form.has(limit) && room(for: limit, instruction, rowOffset) < 0 {
        return Violation(field: limit.field, reason: .limit(limit))
      }
    }
    for index in form.first..<form.end {
      let entry = table.entries[index]
      guard let extent = entry.extent else { continue }
      let start = instruction[entry.field]
      if start >= 0, Int64(start) + instruction.elements(in: extent) > sramElements {
        return Violation(field: entry.field, reason: .pastSRAM)
      }
    }
    return nil
  }

  /// The largest amount that could be added to the field of the limit; negative if the limit is exceeded.
  @inline(__always) private func room(
    for limit: Operand.Limit, _ instruction: Instruction, _ rowOffset: Int32
  ) -> Int64 {
    let count = Int64(instruction.count)
    let length = Int64(instruction.length)
    switch limit {
    case .columnsInBank: return columnsLeft(instruction, rowOffset) - count
    case .elementsInBank:
      return columnsLeft(instruction, rowOffset) * lanes - Int64(instruction.offset) - length
    case .columnsInGlobalBuffer: return bufferColumns - Int64(instruction.offset) - count
    case .elementsInGlobalBuffer: return (bufferColumns - Int64(instruction.offset)) * lanes - length
    case .oneElementPerBank: return Int64(instruction.channels.count) * banks - length
    case .vectorsApart: return count > 1 ? Int64(instruction.stride) - length : 0
    case .pairs: return -(length % 2)
    }
  }

  private func columnsLeft(_ instruction: Instruction, _ rowOffset: Int32) -> Int64 {
    bankColumns - (Int64(instruction.row) + Int64(rowOffset)) * columns - Int64(instruction.column)
  }

  // MARK: - Words

  func describe(_ violation: Violation, of instruction: Instruction, rowOffset: Int32) -> InstructionFault {
    let operand = instruction.opcode.form.operands.first { $0.field == violation.field }
    let name = operand?.name ?? String(describing: violation.field)
    let length = Int64(instruction.length)
    var found =
      switch violation.field {
      case .channels: instruction.channels.traceText
      case .immediate: instruction.immediate.description
      case .row: String(Int64(instruction.row) + Int64(rowOffset))
      default: String(instruction[violation.field])
      }
    let expected: String
    switch violation.reason {
    case .range: expected = operand!.unit.expectation(in: shape)
    case .unused(let field):
      let value = field == .source2 || field == .source3 ? Instruction.none : 0
      expected = "\(value): \(instruction.opcode.mnemonic) does not use it"
    case .pastSRAM:
      let extent = instruction.elements(in: operand!.extent!)
      found += " and \(extent) elements from there"
      expected = "an end within the \(sramElements) elements of the SRAM"
    case .limit(.columnsInBank):
      let room = columnsLeft(instruction, rowOffset)
      expected = "at most \(room), the columns from there to the last of row \(shape.organisation.rows - 1)"
    case .limit(.elementsInBank):
      let room = columnsLeft(instruction, rowOffset) * lanes - Int64(instruction.offset)
      expected = "at most \(room), the elements from there to the last of row \(shape.organisation.rows - 1)"
    case .limit(.columnsInGlobalBuffer):
      let room = bufferColumns - Int64(instruction.offset)
      expected = "at most \(room), the bursts from \(instruction.offset) to the end of the global buffer"
    case .limit(.elementsInGlobalBuffer):
      let room = (bufferColumns - Int64(instruction.offset)) * lanes
      expected =
        "at most \(room), the elements from burst \(instruction.offset) to the end of the global buffer"
    case .limit(.oneElementPerBank):
      let room = Int64(instruction.channels.count) * banks
      expected = "at most \(room), one element for each bank of each channel"
    case .limit(.vectorsApart): expected = "at least \(length), the length of a vector"
    case .limit(.pairs): expected = "an even number: \(instruction.opcode.mnemonic) works on pairs"
    }
    return InstructionFault(opcode: instruction.opcode, operand: name, found: found, expected: expected)
  }
}

extension Instruction {
  /// Checks the instruction against a machine's sizes. An `InstructionValidator` is faster for many
  /// instructions.
  ///
  /// - Parameter rowOffset: added to the row, if the opcode names a row.
  /// - Throws: the `InstructionFault` of the first operand that the machine does not allow.
  package func validate(in shape: MachineShape, rowOffset: Int32 = 0) throws(InstructionFault) {
    if let fault = InstructionValidator(shape).fault(of: self, rowOffset: rowOffset) { throw fault }
  }
}
