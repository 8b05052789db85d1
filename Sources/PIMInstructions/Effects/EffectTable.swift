/// The descriptions of all opcodes, by raw value, with what inner loops need of them in small numbers.
struct EffectTable: Sendable {
  /// An effect on ASIC SRAM.
  struct SRAM: Sendable {
    var access: Effect.Access
    var field: Instruction.Field
    var extent: Effect.Extent
  }

  /// The effects of an opcode on ASIC SRAM, in the order of its description.
  struct SRAMEffects: Sendable {
    var count = 0
    var effects = InlineArray<4, SRAM>(repeating: SRAM(access: .read, field: .address, extent: .vector))
  }

  let effects: [[Effect]]
  private(set) var sram: [SRAMEffects] = []
  /// The numbers of column accesses that the opcodes make in a channel.
  private(set) var accesses: [ColumnAccesses] = []

  init() {
    effects = Opcode.allCases.map { $0.makeEffects() }
    for effects in effects {
      var onSRAM = SRAMEffects()
      for effect in effects {
        guard case .sram(let field, let extent) = effect.place else { continue }
        onSRAM.effects[onSRAM.count] = SRAM(access: effect.access, field: field, extent: extent)
        onSRAM.count += 1
      }
      sram.append(onSRAM)
      accesses.append(ColumnAccesses(of: effects))
    }
  }
}

let effectTable = EffectTable()
