internal import PIMHardware
internal import PIMInstructions
package import PIMMapping
package import PIMWorkload
internal import Synchronization

extension Executor {
  /// Writes a model's weights to the banks, and clears the rows of its KV cache.
  ///
  /// Each tensor is converted on its way to the cells. Pages of a mapped file are released as soon as they
  /// have been read, so no second copy is held.
  ///
  /// - Throws: `CheckpointError` for a tensor of another shape or type than the model's.
  package mutating func load(_ compiled: CompiledModel, weights: some Weights) throws {
    tracker.beginLoading()
    tracker.clear(0..<compiled.memory.rows)
    // SRAM holds zeros at the beginning of a run. Only the buffer of zeros relies on it.
    if let zeros = compiled.sram.buffers.first(where: { $0.id == .zeros }) {
      tracker.sram.insert(Int(zeros.address)..<Int(zeros.address) + zeros.elements)
    }
    let placements = compiled.memory.placements.compactMap { placement in
      placement.weight.map { (placement: placement, weight: $0) }
    }
    let failure = Mutex<(index: Int, error: any Error)?>(nil)
    Parallel.forEach(placements.count, isWorthwhile: usesThreads) { index in
      do {
        let (placement, weight) = placements[index]
        let data = try weights.data(of: weight)
        fill(placement, from: data)
        data.discardPages()
      } catch {
        failure.withLock { if $0 == nil || index < $0!.index { $0 = (index, error) } }
      }
    }
    if let failure = failure.withLock({ $0 }) { throw failure.error }
    for (placement, weight) in placements { mark(placement, elements: try elements(of: weight, weights)) }
  }

  /// Number of elements of a tensor: fewer than its placement has if a run extends the position embedding.
  private func elements(of weight: GraphWeight, _ weights: some Weights) throws -> Int {
    weight.role == .positionEmbedding ? try weights.tensor(weight).count : weight.tensor.elements
  }

  private func fill(_ placement: Placement, from data: TensorData) {
    let lanes = machine.shape.organisation.elementsPerColumn
    let available = data.count
    // Pages of a matrix that is read from front to back are released on the way; the largest, the embedding,
    // is one.
    var kept = 0
    let piece = 1 << 20
    placement.forEachElementRun { run in
      if run.elementStride == 1, run.firstElement >= kept + piece {
        data.discardPages(of: kept..<run.firstElement)
        kept = run.firstElement
      }
      guard run.firstElement + (run.count - 1) * run.elementStride < available else { return }
      let target = cells.row(channel: run.start.channel, bank: run.start.bank, row: run.start.row)
      data.copyBFloat16(
        from: run.firstElement, stride: run.elementStride, count: run.count,
        to: target + run.start.column * lanes + run.start.lane)
    }
  }

  private mutating func mark(_ placement: Placement, elements available: Int) {
    let lanes = machine.shape.organisation.elementsPerColumn
    placement.forEachElementRun { run in
      guard run.firstElement + (run.count - 1) * run.elementStride < available else { return }
      let first = run.start.column * lanes + run.start.lane
      tracker.write(
        channel: run.start.channel, bank: run.start.bank, row: run.start.row,
        elements: first..<first + run.count)
    }
  }
}
