import PIMInstructions

/// The division of one vector–matrix product into tiles and parts, and the places of its results.
///
/// A *tile* is the range of slots whose partial results are in their buffer at a time. The last chunk of a
/// tile's inputs is worked in *parts*: the ASIC finishes the outputs of one part while channels work on the
/// next. The global buffer holds the chunk meanwhile, so another part costs no transfer.
struct ProductPlan: Sendable {
  /// Outputs that are finished together.
  struct Part: Sendable, Hashable {
    /// Slots of the tile.
    var tile: Range<Int>
    /// Slots whose outputs this part finishes.
    var slots: Range<Int>
    /// Offset of the tile's partial results in their buffer.
    var bufferOffset: Int

    /// True for the first part of a tile, which includes all chunks but the last.
    var isFirst: Bool { slots.lowerBound == tile.lowerBound }
  }

  /// Results that follow one another in SRAM.
  struct Results: Sendable, Hashable {
    var chunk: Int
    var outputs: Range<Int>
    /// Offset of the results from the tile's first.
    var offset: Int
  }

  let matrix: MemoryMap.Regions.Matrix
  /// The operator kinds of the product's channel work, and of the ASIC's work on the outputs.
  let kinds: (product: OperatorKind, sum: OperatorKind)
  let parts: [Part]
  /// True if results go to a buffer of partial results, one vector a chunk, from which a SUM takes them.
  let usesPartials: Bool
  /// Elements of the buffer of partial results.
  let partialElements: Int

  var layout: MatrixLayout { matrix.layout }

  /// Plans a product.
  ///
  /// - Parameter least: the least number of parts, as far as there are slots. From 2 on, tiles use the halves
  ///   of the buffer in turn if two tiles fit.
  /// - Throws: `MappingError.policy` if the partial results of one slot are too large.
  init(
    _ matrix: MemoryMap.Regions.Matrix, kinds: (product: OperatorKind, sum: OperatorKind),
    usesPartials: Bool, name: String, policy: MappingPolicy, parts least: Int = 1
  ) throws(MappingError) {
    self.matrix = matrix
    self.kinds = kinds
    self.usesPartials = usesPartials
    let layout = matrix.layout
    let chunks = layout.chunks.count
    var tiles = [0..<layout.slots]
    var alternates = false
    if usesPartials, chunks * 2 * layout.outputs > policy.partialBufferBytes {
      let slotBytes = chunks * 2 * layout.geometry.outputsPerSlot
      var most = policy.partialBufferBytes / slotBytes
      guard most > 0 else {
        throw .policy(
          option: "partialBuffer", bytes: policy.partialBufferBytes, neededBytes: slotBytes,
          why: "one output in each bank in \(chunks) chunks of \(name)")
      }
      if least > 1, most > 1 { (most, alternates) = (most / 2, true) }
      let count = ceilDivide(layout.slots, most)
      tiles = (0..<count).map { layout.slots * $0 / count..<layout.slots * ($0 + 1) / count }
    }
    let largest = tiles.map { ProductPlan.outputs(of: $0, in: layout).count }.max()! * chunks
    let half = roundUp(largest, to: SRAMPlan.alignment)
    partialElements = !usesPartials ? 0 : alternates && tiles.count > 1 ? half + largest : largest
    let share = ceilDivide(least, tiles.count)
    parts = tiles.enumerated().flatMap { index, tile in
      let count = min(share, tile.count)
      return (0..<count).map { part in
        Part(
          tile: tile,
          slots: tile.lowerBound + tile.count * part / count..<tile.lowerBound + tile.count * (part + 1)
            / count, bufferOffset: alternates && index % 2 == 1 ? half : 0)
      }
    }
  }

  /// Outputs of slots.
  func outputs(of slots: Range<Int>) -> Range<Int> { ProductPlan.outputs(of: slots, in: layout) }

  private static func outputs(of slots: Range<Int>, in layout: MatrixLayout) -> Range<Int> {
    let each = layout.geometry.outputsPerSlot
    return slots.lowerBound * each..<min(layout.outputs, slots.upperBound * each)
  }

  /// The address of the tile's first result, from the addresses of the buffer of partial results and of the
  /// output vector.
  func destination(of part: Part, partials: Int32, output: Int32) -> Int32 {
    usesPartials ? partials + Int32(part.bufferOffset) : output + Int32(outputs(of: part.tile).lowerBound)
  }

  /// Chunks of a part, each with the slots that the part works on.
  fileprivate func work(of part: Part) -> [(chunk: Int, slots: Range<Int>)] {
    let last = layout.chunks.count - 1
    return (part.isFirst ? (0..<last).map { ($0, part.tile) } : []) + [(last, part.slots)]
  }

  /// The results of a part, chunk by chunk.
  func results(of part: Part) -> [Results] {
    let tile = outputs(of: part.tile)
    return work(of: part).map { chunk, slots in
      let outputs = outputs(of: slots)
      return Results(
        chunk: chunk, outputs: outputs, offset: chunk * tile.count + outputs.lowerBound - tile.lowerBound)
    }
  }

  /// The loop nest of a part: chunk by chunk, and in a chunk slot by slot.
  struct Nest: ProductNest {
    let plan: ProductPlan
    let part: Part
    /// Address of the vector's first element.
    let input: Int32
    /// Address of the tile's first output. Each chunk has its own vector from there on.
    let destination: Int32
    /// Address of the vector that presets the first chunk's accumulators; nil for none.
    let bias: Int32?

    func run(into sink: inout some ProductSink) {
      let (layout, geometry) = (plan.layout, plan.layout.geometry)
      let tile = plan.outputs(of: part.tile)
      for (index, slots) in plan.work(of: part) {
        let chunk = layout.chunks[index]
        if part.isFirst {
          sink.load(
            channels: plan.channels(of: part.tile, chunk: chunk), address: input + Int32(chunk.firstInput),
            length: chunk.inputs, column: 0)
        }
        for slot in slots {
          layout.forEachStretch(slot: slot, chunk: chunk) { channels, firstUnit in
            let firstOutput = firstUnit * geometry.banks
            sink.open(
              Panel(
                channels: channels, row: plan.matrix.firstRow,
                column: chunk.firstColumn + slot * chunk.columns, elements: chunk.inputs,
                outputs: min(channels.count * geometry.banks, layout.outputs - firstOutput)))
            sink.multiply(
              PanelProduct(
                columns: chunk.columns, length: chunk.inputs, vector: input + Int32(chunk.firstInput),
                destination: destination + Int32(index * tile.count + firstOutput - tile.lowerBound),
                preset: index == 0 ? bias.map { $0 + Int32(firstOutput) } : nil))
          }
        }
      }
    }
  }

  /// Channels with outputs in any of the slots.
  fileprivate func channels(of slots: Range<Int>, chunk: MatrixLayout.Chunk) -> ChannelMask {
    var mask = ChannelMask(rawValue: 0)
    for slot in slots {
      layout.forEachStretch(slot: slot, chunk: chunk) { channels, _ in
        mask.rawValue |= ChannelMask.range(channels).rawValue
      }
    }
    return mask
  }

  /// The instruction that sums the chunks' results of a part, whose tile begins at `source`.
  func sum(of part: Part, from source: Int32, to target: Int32) -> Instruction {
    let (tile, own) = (outputs(of: part.tile), outputs(of: part.slots))
    var sum = Instruction(.SUM)
    sum.address = target
    sum.source = source + Int32(own.lowerBound - tile.lowerBound)
    sum.count = Int32(layout.chunks.count)
    sum.length = Int32(own.count)
    sum.stride = Int32(tile.count)
    return sum
  }
}
