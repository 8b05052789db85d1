import PIMInstructions

extension Geometry {
  /// Inserts OPEN_ABK for the row of a channel's next product at the point where the row of its last product
  /// is used up: before the results are read, and before the next vector is written to the global buffer.
  ///
  /// Only the instructions of one block are known, not the rows that other blocks leave open. A channel's
  /// first product therefore opens its row ahead in every case; OPEN_ABK has no effect if that row is open.
  func openingRowsAhead(_ instructions: [Instruction]) -> [Instruction] {
    // The first row of each channel's next product, found from the end.
    var next = Array(repeating: Int32(-1), count: channels)
    var openings: [[(row: Int32, channels: ChannelMask)]] = Array(repeating: [], count: instructions.count)
    func open(before index: Int, _ channel: Int, unless last: Int32) {
      let row = next[channel]
      if row < 0 || row == last { return }
      if let same = openings[index].firstIndex(where: { $0.row == row }) {
        openings[index][same].channels.rawValue |= ChannelMask.only(channel).rawValue
      } else {
        openings[index].append((row, .only(channel)))
      }
    }
    // The index after each channel's product that was last found, from the end.
    var opensAt = Array(repeating: -1, count: channels)
    for index in instructions.indices.reversed() {
      let instruction = instructions[index]
      switch instruction.opcode {
      case .MAC_ABK:
        let last = instruction.row + (instruction.column + instruction.count - 1) / Int32(columns)
        instruction.channels.forEach { channel in
          if opensAt[channel] >= 0 { open(before: opensAt[channel], channel, unless: last) }
          next[channel] = instruction.row
          opensAt[channel] = -1
        }
      case .RD_MAC, .WR_GB, .WR_BIAS:
        instruction.channels.forEach { channel in
          if next[channel] >= 0 { opensAt[channel] = index }
        }
      // No row is opened across instructions that use rows or results of their own.
      case .MAC_SBK, .RD_SBK, .WR_SBK, .WR_ABK, .COPY_BKGB, .COPY_GBBK, .EWMUL, .AF, .RD_AF, .OPEN_ABK:
        instruction.channels.forEach { (next[$0], opensAt[$0]) = (-1, -1) }
      case .LAYERNORM, .RMSNORM, .SUM, .SCALE, .MULTIPLY, .GELU, .GELU_ERF, .RELU, .SILU, .ROTATE, .ALIBI,
        .SOFTMAX, .SOFTMAX_TILE, .RESCALE_ADD, .NORMALISE, .ARGMAX, .VMM,
        .SYNC:
        break
      }
    }
    for channel in 0..<channels where opensAt[channel] >= 0 {
      open(before: opensAt[channel], channel, unless: -1)
    }
    var result: [Instruction] = []
    result.reserveCapacity(instructions.count * 2)
    for index in instructions.indices {
      // Most instructions have none before them.
      if openings[index].count > 1 { openings[index].sort { $0.row < $1.row } }
      for opening in openings[index] {
        var instruction = Instruction(.OPEN_ABK)
        instruction.channels = opening.channels
        instruction.row = opening.row
        result.append(instruction)
      }
      result.append(instructions[index])
    }
    return result
  }
}
