extension Opcode {
  /// Makes the list of operands in the order of a trace; `form` looks the list up in `operandTable`.
  func makeOperands() -> [Operand] {
    switch self {
    case .WR_GB: [channelList, buffer, data, length]
    case .WR_BIAS: [channelList, data, length]
    case .MAC_ABK: [channelList, row, column, columns, buffer]
    case .MAC_SBK: [channelList, bank, row, column, columns, buffer]
    case .RD_MAC, .RD_AF: [channelList, result(), length]
    case .RD_SBK: [channelList, bank, row, column, result("result of the first channel"), length]
    case .WR_SBK:
      [
        channelList, bank, row, column, operand("lane", .offset, .lane, "first lane of the burst"),
        sram("src", .address, "data of the first channel"), length,
      ]
    case .WR_ABK:
      [channelList, row, column, operand("lane", .offset, .lane, "lane of the burst"), data, length]
    case .COPY_BKGB, .COPY_GBBK: [channelList, bank, row, column, columns, buffer]
    case .EWMUL: [channelList, row, column, columns]
    case .AF: [channelList, operand("row", .row, .row, "row of the function's table")]
    case .OPEN_ABK: [channelList, operand("row", .row, .row, "row")]

    case .LAYERNORM:
      [
        result(), source(), sram("gain", .source2, "gain"), sram("bias", .source3, "bias", isOptional: true),
        length, operand("eps", .immediate, .nonNegative, "added to the variance"),
      ]
    case .RMSNORM:
      [
        result("first result vector"), source("first operand vector"), vectors, stride, length,
        sram("gain", .source2, "gain of every vector"),
        operand("eps", .immediate, .nonNegative, "added to the mean square"),
      ]
    case .SUM:
      [
        result(), source("first operand vector"), vectors, stride, length,
        sram("bias", .source2, "added once", isOptional: true),
        sram("residual", .source3, "added once", isOptional: true),
      ]
    case .SCALE: [result(), source(), length, operand("factor", .immediate, .factor, "multiplier")]
    case .MULTIPLY: [result(), source(), sram("factor", .source2, "factor of each element"), length]
    case .GELU, .GELU_ERF, .RELU, .SILU: [result(), source(), length]
    case .ROTATE:
      [
        result("first result vector"), source("first operand vector"), vectors, stride, length,
        sram("table", .source2, "cosines of the pairs, then their sines"),
        operand("pairs", .offset, .flag, "0 for halves, 1 for neighbours"),
      ]
    case .ALIBI:
      [
        result("first result vector"), source("first operand vector"), vectors, stride, length,
        sram("slopes", .source2, "slope of each vector"),
        operand("distance", .offset, .index, "distance of the first element"),
      ]
    case .SOFTMAX:
      [result("first result vector"), source("first operand vector"), vectors, stride, length]
    case .SOFTMAX_TILE, .RESCALE_ADD:
      [
        result("first result vector"), source("first operand vector"), vectors, stride, length, state,
        isFirstTile,
      ]
    case .NORMALISE: [result("first result vector"), vectors, stride, length, state]
    case .ARGMAX:
      [
        result("running value and index"), source(), length,
        operand("index", .offset, .index, "index of the first candidate"), isFirstTile,
      ]
    case .VMM:
      [
        result("first result"), source("first weight vector"),
        sram("x", .source2, "vector that all are multiplied with"),
        operand("n", .count, .vectorCount, "results, each with a weight vector"), stride, length,
        operand("banks", .column, .bankCount, "banks that the weights come from"),
        operand("channels", .offset, .channelCount, "channels that the weights come from"),
      ]

    case .SYNC: []
    }
  }

  private func operand(
    _ name: String, _ field: Instruction.Field, _ unit: Operand.Unit, _ meaning: String
  ) -> Operand {
    Operand(name: name, field: field, unit: unit, isOptional: false, extent: nil, meaning: meaning)
  }

  /// An operand that is an address in ASIC SRAM; the opcode's effects define the range from that address on.
  private func sram(
    _ name: String, _ field: Instruction.Field, _ meaning: String, isOptional: Bool = false
  ) -> Operand {
    for effect in effects {
      if case .sram(field, let extent) = effect.place {
        return Operand(
          name: name, field: field, unit: .address, isOptional: isOptional, extent: extent, meaning: meaning)
      }
    }
    preconditionFailure("\(self) does nothing at the address in \(field)")
  }

  private var channelList: Operand { operand("ch", .channels, .channels, "channels") }
  private var bank: Operand { operand("bank", .bank, .bank, "bank") }
  private var row: Operand { operand("row", .row, .row, "first row") }
  private var column: Operand { operand("col", .column, .column, "first column") }
  private var columns: Operand { operand("n", .count, .columnCount, "columns") }
  private var buffer: Operand { operand("gb", .offset, .burst, "first burst in the global buffer") }
  private var length: Operand { operand("len", .length, .elementCount, "elements") }
  private var vectors: Operand { operand("n", .count, .vectorCount, "vectors") }
  private var stride: Operand { operand("stride", .stride, .stride, "from one vector to the next") }
  private var isFirstTile: Operand { operand("first", .immediate, .flag, "1 for the first tile") }
  private var data: Operand { sram("src", .address, "data") }
  private var state: Operand { sram("state", .source2, "maximum, sum and correction of each vector") }
  private func result(_ meaning: String = "result") -> Operand { sram("dst", .address, meaning) }
  private func source(_ meaning: String = "operand vector") -> Operand { sram("src", .source, meaning) }
}
