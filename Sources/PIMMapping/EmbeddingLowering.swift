import PIMInstructions

/// Lowers the look-up of a token's and a position's embedding: two rows of matrices are read from their banks
/// and added.
struct EmbeddingLowering: Sendable {
  let tokens: MemoryMap.Regions.Matrix
  let positions: MemoryMap.Regions.Matrix
  /// SRAM addresses of the two rows and of their sum.
  let tokenRow: Int32
  let positionRow: Int32
  let output: Int32

  func lower(token: Int, position: Int) -> [LoweredBlock] {
    var sum = Instruction(.SUM)
    sum.address = output
    sum.source = tokenRow
    sum.source3 = positionRow
    sum.count = 1
    sum.length = Int32(tokens.layout.inputs)
    sum.stride = sum.length
    return [
      LoweredBlock(
        .embedding,
        reads(of: token, in: tokens, to: tokenRow) + reads(of: position, in: positions, to: positionRow)),
      LoweredBlock(.embedding, part: 1, [sum]),
    ]
  }

  private func reads(of row: Int, in matrix: MemoryMap.Regions.Matrix, to address: Int32) -> [Instruction] {
    let geometry = matrix.layout.geometry
    return matrix.layout.chunks.map { chunk in
      let place = matrix.layout.place(row, chunk.firstInput)
      let column = place.element / geometry.lanes
      var read = Instruction(.RD_SBK)
      read.channels = .only(place.channel)
      read.bank = Int16(place.bank)
      read.row = Int32(matrix.firstRow + column / geometry.columns)
      read.column = Int32(column % geometry.columns)
      read.length = Int32(chunk.inputs)
      read.address = address + Int32(chunk.firstInput)
      return read
    }
  }
}
