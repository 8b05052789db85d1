/// The operands of a step in ASIC SRAM: ranges of an `OperandList`.
@usableFromInline package struct Operands: Sendable {
  @usableFromInline package var reads: Range<Int>
  @usableFromInline package var writes: Range<Int>
}
