/// The operands of an opcode, in the order in which a trace has them.
public struct InstructionForm: Sendable {
  public let opcode: Opcode
  public let operands: [Operand]
  public let limits: [Operand.Limit]
}

extension Opcode {
  /// The operands of the opcode and what they must keep to. Trace reader, trace writer, validity check and the
  /// documentation's table all follow this one.
  public var form: InstructionForm { operandTable[Int(rawValue)] }

  /// Whether the opcode names a row, which `Block.rowOffset` moves.
  public var namesRow: Bool { compactOperandTable.forms[Int(rawValue)].namesRow }
}

/// Every form, at the index of its opcode's raw value.
let operandTable: [InstructionForm] = {
  let forms = makeForms()
  precondition(
    forms.map(\.opcode) == Opcode.allCases
      && Opcode.allCases.indices.allSatisfy { Int(Opcode.allCases[$0].rawValue) == $0 },
    "the operand table has one form for each opcode, in the order of their raw values")
  return forms
}()

private func operand(
  _ name: String, _ field: Instruction.Field, _ unit: Operand.Unit, _ meaning: String,
  extent: Operand.Extent? = nil, optional: Bool = false
) -> Operand {
  Operand(name: name, field: field, unit: unit, isOptional: optional, extent: extent, meaning: meaning)
}

/// An operand that is an address in ASIC SRAM.
private func sram(
  _ name: String, _ field: Instruction.Field, _ extent: Operand.Extent, _ meaning: String,
  optional: Bool = false
) -> Operand {
  operand(name, field, .address, meaning, extent: extent, optional: optional)
}

// swift-format-ignore
private func makeForms() -> [InstructionForm] {
  let ch = operand("ch", .channels, .channels, "channels")
  let bank = operand("bank", .bank, .bank, "bank")
  let row = operand("row", .row, .row, "first row")
  let col = operand("col", .column, .column, "first column")
  let columns = operand("n", .count, .columnCount, "columns")
  let gb = operand("gb", .offset, .burst, "first burst in the global buffer")
  let lane = operand("lane", .offset, .lane, "first lane of the burst")
  let len = operand("len", .length, .elementCount, "elements")
  let vectors = operand("n", .count, .vectorCount, "vectors")
  let stride = operand("stride", .stride, .stride, "from one vector to the next")
  let state = sram("state", .source2, .tileState, "maximum, sum and correction of each vector")
  let first = operand("first", .immediate, .flag, "1 for the first tile")
  let dst = sram("dst", .address, .vector, "result")
  let dsts = sram("dst", .address, .vectors, "first result vector")
  let src = sram("src", .source, .vector, "operand vector")
  let srcs = sram("src", .source, .vectors, "first operand vector")
  let data = sram("src", .address, .vector, "data")
  let form = InstructionForm.init
  return [
    form(.WR_GB, [ch, gb, data, len], [.elementsInGlobalBuffer]),
    form(.WR_BIAS, [ch, data, len], [.oneElementPerBank]),
    form(.MAC_ABK, [ch, row, col, columns, gb], [.columnsInBank, .columnsInGlobalBuffer]),
    form(.MAC_SBK, [ch, bank, row, col, columns, gb], [.columnsInBank, .columnsInGlobalBuffer]),
    form(.RD_MAC, [ch, dst, len], [.oneElementPerBank]),
    form(.RD_SBK, [ch, bank, row, col, sram("dst", .address, .vectorPerChannel, "result of the first channel"), len], [.elementsInBank]),
    form(.WR_SBK, [ch, bank, row, col, lane, sram("src", .address, .vectorPerChannel, "data of the first channel"), len], [.elementsInBank]),
    form(.WR_ABK, [ch, row, col, operand("lane", .offset, .lane, "lane of the burst"), data, len], [.oneElementPerBank]),
    form(.COPY_BKGB, [ch, bank, row, col, columns, gb], [.columnsInBank, .columnsInGlobalBuffer]),
    form(.COPY_GBBK, [ch, bank, row, col, columns, gb], [.columnsInBank, .columnsInGlobalBuffer]),
    form(.EWMUL, [ch, row, col, columns], [.columnsInBank]),
    form(.AF, [ch, operand("row", .row, .row, "row of the function's table")], []),
    form(.RD_AF, [ch, dst, len], [.oneElementPerBank]),
    form(.OPEN_ABK, [ch, operand("row", .row, .row, "row")], []),
    form(.LAYERNORM, [
      dst, src, sram("gain", .source2, .vector, "gain"), sram("bias", .source3, .vector, "bias"), len,
      operand("eps", .immediate, .nonNegative, "added to the variance")], []),
    form(.SUM, [
      dst, srcs, vectors, stride, len, sram("bias", .source2, .vector, "added once", optional: true),
      sram("residual", .source3, .vector, "added once", optional: true)], []),
    form(.SCALE, [dst, src, len, operand("factor", .immediate, .factor, "multiplier")], []),
    form(.GELU, [dst, src, len], []),
    form(.SOFTMAX, [dsts, srcs, vectors, stride, len], [.vectorsApart]),
    form(.SOFTMAX_TILE, [dsts, srcs, vectors, stride, len, state, first], [.vectorsApart]),
    form(.RESCALE_ADD, [dsts, srcs, vectors, stride, len, state, first], [.vectorsApart]),
    form(.NORMALISE, [dsts, vectors, stride, len, state], [.vectorsApart]),
    form(.ARGMAX, [
      sram("dst", .address, .argmax, "running value and index"), src, len,
      operand("index", .offset, .index, "index of the first candidate"), first], []),
    form(.VMM, [
      sram("dst", .address, .results, "first result"), sram("src", .source, .weights, "first weight vector"),
      sram("x", .source2, .vector, "vector that all are multiplied with"),
      operand("n", .count, .vectorCount, "results, each with a weight vector"), stride, len,
      operand("banks", .column, .bankCount, "banks that the weights come from"),
      operand("channels", .offset, .channelCount, "channels that the weights come from")], [.vectorsApart]),
    form(.SYNC, [], []),
  ]
}
