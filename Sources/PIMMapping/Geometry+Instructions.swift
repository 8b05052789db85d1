import PIMInstructions

extension Geometry {
  /// Sets the first cell of an instruction: `column` column accesses after the first of `row`.
  @inline(__always)
  func setPlace(of instruction: inout Instruction, row: Int, column: Int) {
    instruction.row = Int32(row + column / columns)
    instruction.column = Int32(column % columns)
  }

  /// Appends one product of the global buffer's contents with the cells of all banks. Accumulators that need
  /// it are preset from `preset`; `count` column accesses are multiplied from burst `offset` of the buffer
  /// on; `length` results are read to `address`.
  @inline(__always)
  func appendProduct(
    channels: ChannelMask, preset: Int32?, row: Int, column: Int, count: Int, offset: Int = 0, address: Int32,
    length: Int, to result: inout [Instruction]
  ) {
    if let preset {
      var bias = Instruction(.WR_BIAS)
      bias.channels = channels
      bias.address = preset
      bias.length = Int32(length)
      result.append(bias)
    }
    var mac = Instruction(.MAC_ABK)
    mac.channels = channels
    setPlace(of: &mac, row: row, column: column)
    mac.count = Int32(count)
    mac.offset = Int32(offset)
    result.append(mac)
    var read = Instruction(.RD_MAC)
    read.channels = channels
    read.address = address
    read.length = Int32(length)
    result.append(read)
  }
}
