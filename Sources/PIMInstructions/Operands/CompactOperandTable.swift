/// The operand table without strings and nested arrays, for the reader's and the writer's inner loops.
struct CompactOperandTable {
  struct Entry {
    /// At most eight bytes.
    var name: PackedName
    var field: Instruction.Field
    var unit: Operand.Unit
    var extent: Effect.Extent?
    var isOptional: Bool
  }

  struct Form {
    var opcode: Opcode
    var mnemonic: PackedName
    /// The range of its operands in `entries`: `first` to before `end`.
    var first: Int
    var end: Int
    /// Bit i is set if operand i is not optional.
    var required: UInt32
    /// The limits that apply, bit `Limit.rawValue` for each.
    var limits: UInt8
    /// The fields that are operands, bit `Field.rawValue` for each.
    var fields: UInt32
    var namesRow: Bool

    @inline(__always) func has(_ limit: Operand.Limit) -> Bool { limits >> limit.rawValue & 1 == 1 }
  }

  var entries: [Entry] = []
  /// Indexed by the opcode's raw value.
  var forms: [Form] = []

  init(_ table: [InstructionForm]) {
    for form in table {
      var compact = Form(
        opcode: form.opcode, mnemonic: PackedName(form.opcode.mnemonic), first: entries.count, end: 0,
        required: 0,
        limits: 0, fields: 0, namesRow: false)
      for (index, operand) in form.operands.enumerated() {
        precondition((1...8).contains(operand.name.utf8.count), "operand names have one to eight letters")
        entries.append(
          Entry(
            name: PackedName(operand.name), field: operand.field, unit: operand.unit, extent: operand.extent,
            isOptional: operand.isOptional))
        if !operand.isOptional { compact.required |= 1 << UInt32(index) }
        compact.fields |= 1 << UInt32(operand.field.rawValue)
        if operand.field == .row { compact.namesRow = true }
      }
      for limit in form.limits { compact.limits |= 1 << limit.rawValue }
      compact.end = entries.count
      forms.append(compact)
    }
  }
}

let compactOperandTable = CompactOperandTable(operandTable)
