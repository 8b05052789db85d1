import Instructions

/// How one vector–matrix product runs: which slots at a time, and where its results go.
struct ProductPlan: Sendable {
  let matrix: MemoryMap.Regions.Matrix
  /// Slots of each tile.
  let tiles: [Range<Int>]
  /// Whether results go to a buffer of partial results, one vector a chunk, from which a SUM takes them.
  let usesPartials: Bool

  var layout: MatrixLayout { matrix.layout }

  /// - Throws: `MappingError.policy` when the partial results of one slot are too large.
  init(_ matrix: MemoryMap.Regions.Matrix, usesPartials: Bool, name: String, policy: MappingPolicy)
    throws(MappingError)
  {
    self.matrix = matrix
    self.usesPartials = usesPartials
    let layout = matrix.layout
    let chunkBytes = layout.chunks.count * 2
    guard usesPartials, chunkBytes * layout.outputs > policy.partialBufferBytes else {
      tiles = [0..<layout.slots]
      return
    }
    let most = policy.partialBufferBytes / (chunkBytes * layout.geometry.outputsPerSlot)
    guard most > 0 else {
      throw .policy(
        option: "partialBuffer", bytes: policy.partialBufferBytes,
        neededBytes: chunkBytes * layout.geometry.outputsPerSlot,
        why: "one output in each bank in \(layout.chunks.count) chunks of \(name)")
    }
    let count = ceilDivide(layout.slots, most)
    tiles = (0..<count).map { layout.slots * $0 / count..<layout.slots * ($0 + 1) / count }
  }

  /// Outputs that a tile computes.
  func outputs(of tile: Range<Int>) -> Range<Int> {
    let each = layout.geometry.outputsPerSlot
    return tile.lowerBound * each..<min(layout.outputs, tile.upperBound * each)
  }

  /// Elements of the buffer of partial results.
  var partialElements: Int {
    usesPartials ? layout.chunks.count * tiles.map { outputs(of: $0).count }.max()! : 0
  }

  /// The channel instructions of a tile: chunk by chunk, and in a chunk slot by slot.
  ///
  /// - Parameters:
  ///   - input: the vector's first element.
  ///   - destination: where the tile's first output goes; each chunk has its own vector from there on.
  ///   - bias: the first element of the vector that presets the first chunk's accumulators, or nil.
  ///   - zeros: the first of enough zeros to preset all others, or nil where reading the accumulators clears them.
  func lower(tile: Range<Int>, input: Int32, destination: Int32, bias: Int32?, zeros: Int32?) -> [Instruction]
  {
    let geometry = layout.geometry
    let outputs = outputs(of: tile)
    var result: [Instruction] = []
    result.reserveCapacity(layout.chunks.count * (tile.count * 3 + 4))
    for (index, chunk) in layout.chunks.enumerated() {
      let writeIndex = result.count
      var write = Instruction(.WR_GB)
      write.address = input + Int32(chunk.firstInput)
      write.length = Int32(chunk.inputs)
      result.append(write)
      for slot in tile {
        let column = chunk.firstColumn + slot * chunk.columns
        layout.forEachStretch(slot: slot, chunk: chunk) { channels, firstUnit in
          let firstOutput = firstUnit * geometry.banks
          let length = min(channels.count * geometry.banks, layout.outputs - firstOutput)
          let mask = ChannelMask.range(channels)
          result[writeIndex].channels.rawValue |= mask.rawValue
          geometry.appendProduct(
            channels: mask, preset: index == 0 ? bias.map { $0 + Int32(firstOutput) } ?? zeros : zeros,
            row: matrix.firstRow, column: column, count: chunk.columns,
            address: destination + Int32(index * outputs.count + firstOutput - outputs.lowerBound),
            length: length, to: &result)
        }
      }
    }
    return result
  }

  /// The sum of the chunks' results at `source`.
  func sum(of outputs: Range<Int>, from source: Int32, to target: Int32) -> Instruction {
    var sum = Instruction(.SUM)
    sum.address = target
    sum.source = source
    sum.count = Int32(layout.chunks.count)
    sum.length = Int32(outputs.count)
    sum.stride = sum.length
    return sum
  }
}
