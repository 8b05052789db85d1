import PIMInstructions

extension Geometry {
  /// Puts OPEN_ABK where a channel has used up a row that a product read from, for the row that its next product reads from: before the
  /// results are read, and before the first vector is written to the global buffer.
  ///
  /// Only instructions of one block are looked at, and what comes from other blocks is not known. So a channel's first product opens its
  /// row ahead whatever is open; where that very row was left open, that does nothing.
  func openingRowsAhead(_ instructions: [Instruction]) -> [Instruction] {
    // Next product of each channel, from the end: the row that it begins with.
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
    // Where a channel's product was last seen to be followed by other work, going backwards.
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
      default:
        // Work on rows of its own, or of the ASIC: nothing is opened across it.
        if instruction.opcode.unit == .channels {
          instruction.channels.forEach { (next[$0], opensAt[$0]) = (-1, -1) }
        }
      }
    }
    for channel in 0..<channels where opensAt[channel] >= 0 {
      open(before: opensAt[channel], channel, unless: -1)
    }
    var result: [Instruction] = []
    result.reserveCapacity(instructions.count * 2)
    for index in instructions.indices {
      for opening in openings[index].sorted(by: { $0.row < $1.row }) {
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
