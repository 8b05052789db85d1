/// The layout of a weight matrix in banks.
///
/// Outputs are grouped in units of one output a bank; unit u goes to channel u mod C, slot u div C. The
/// inputs are divided into chunks that fit the global buffer. A chunk of n columns keeps slot s in columns
/// s·n ..< (s+1)·n. Chunks follow each other without gaps, so open rows are used up. All channels use the
/// same columns for the same slot. The last slot of a chunk may have fewer units than there are channels; it
/// begins at the channel at which the last slot of the chunk before ends.
package struct MatrixLayout: TensorLayout {
  package struct Chunk: Sendable {
    package var firstInput: Int
    package var inputs: Int
    /// Column accesses of one slot.
    package var columns: Int
    /// Column access of slot 0.
    package var firstColumn: Int
    /// Channel of the first unit of the last slot, if that slot is not full.
    var partialStart: Int
  }

  package let geometry: Geometry
  package let inputs: Int
  package let outputs: Int
  /// True if the tensor's shape is [outputs, inputs], false for [inputs, outputs].
  let outputsFirst: Bool
  package let chunks: [Chunk]
  /// Number of slots in which every channel has a unit.
  package let fullSlots: Int
  /// Units of the last slot if it is not full, otherwise 0.
  package let partialUnits: Int

  package var slots: Int { fullSlots + (partialUnits > 0 ? 1 : 0) }
  var columnsPerBank: Int { chunks.last.map { $0.firstColumn + slots * $0.columns } ?? 0 }
  var banksUsed: Int { min(geometry.banks, outputs) }

  /// Lays a matrix out.
  ///
  /// - Parameter chunkElements: the largest number of inputs of a chunk, a multiple of the lanes.
  package init(geometry: Geometry, inputs: Int, outputs: Int, outputsFirst: Bool = false, chunkElements: Int) {
    self.geometry = geometry
    self.inputs = inputs
    self.outputs = outputs
    self.outputsFirst = outputsFirst
    let units = ceilDivide(outputs, geometry.banks)
    fullSlots = units / geometry.channels
    partialUnits = units % geometry.channels
    let slots = fullSlots + (partialUnits > 0 ? 1 : 0)
    var column = 0
    var chunks: [Chunk] = []
    for first in stride(from: 0, to: inputs, by: chunkElements) {
      let length = min(chunkElements, inputs - first)
      let columns = ceilDivide(length, geometry.lanes)
      chunks.append(
        Chunk(
          firstInput: first, inputs: length, columns: columns, firstColumn: column,
          partialStart: chunks.count * partialUnits % geometry.channels))
      column += slots * columns
    }
    self.chunks = chunks
  }

  private func home(ofUnit unit: Int, in chunk: Chunk) -> (slot: Int, channel: Int) {
    let full = fullSlots * geometry.channels
    return unit < full
      ? (unit / geometry.channels, unit % geometry.channels)
      : (fullSlots, (chunk.partialStart + unit - full) % geometry.channels)
  }

  private func unit(slot: Int, channel: Int, in chunk: Chunk) -> Int? {
    if slot < fullSlots { return slot * geometry.channels + channel }
    let place = (channel - chunk.partialStart + geometry.channels) % geometry.channels
    return place < partialUnits ? fullSlots * geometry.channels + place : nil
  }

  private func chunkIndex(ofColumn column: Int) -> Int {
    chunks.lastIndex { $0.firstColumn <= column } ?? 0
  }

  func place(_ i: Int, _ j: Int) -> BankElement {
    let (input, output) = outputsFirst ? (j, i) : (i, j)
    let chunk = chunks[input / (chunks.count > 1 ? chunks[0].inputs : inputs)]
    let (slot, channel) = home(ofUnit: output / geometry.banks, in: chunk)
    return BankElement(
      channel: channel, bank: output % geometry.banks,
      element: (chunk.firstColumn + slot * chunk.columns) * geometry.lanes + input - chunk.firstInput)
  }

  func element(at place: BankElement) -> (i: Int, j: Int)? {
    let column = place.element / geometry.lanes
    guard column < columnsPerBank else { return nil }
    let chunk = chunks[chunkIndex(ofColumn: column)]
    let slot = (column - chunk.firstColumn) / chunk.columns
    let within = place.element - (chunk.firstColumn + slot * chunk.columns) * geometry.lanes
    guard within < chunk.inputs, let unit = unit(slot: slot, channel: place.channel, in: chunk) else {
      return nil
    }
    let output = unit * geometry.banks + place.bank
    guard output < outputs else { return nil }
    let input = chunk.firstInput + within
    return outputsFirst ? (output, input) : (input, output)
  }

  func forEachRun(_ body: (LayoutRun) -> Void) {
    for chunk in chunks {
      for output in 0..<outputs {
        let (slot, channel) = home(ofUnit: output / geometry.banks, in: chunk)
        let start = BankElement(
          channel: channel, bank: output % geometry.banks,
          element: (chunk.firstColumn + slot * chunk.columns) * geometry.lanes)
        body(
          outputsFirst
            ? LayoutRun(
              start: start, count: chunk.inputs, first: output * inputs + chunk.firstInput, stride: 1)
            : LayoutRun(
              start: start, count: chunk.inputs, first: chunk.firstInput * outputs + output, stride: outputs))
      }
    }
  }

  func columnsUsed(by channel: Int) -> Int {
    chunks.reduce(0) { sum, chunk in
      sum + chunk.columns * (fullSlots + (unit(slot: fullSlots, channel: channel, in: chunk) == nil ? 0 : 1))
    }
  }

  /// The slots of a chunk of which a channel holds a unit.
  package func occupiedSlots(of channel: Int, in chunk: Chunk) -> Range<Int> {
    0..<fullSlots + (unit(slot: fullSlots, channel: channel, in: chunk) == nil ? 0 : 1)
  }

  /// Calls `body` with the units of a slot as ranges of neighbouring channels, in the order of units: two
  /// ranges if they wrap around.
  func forEachStretch(slot: Int, chunk: Chunk, _ body: (_ channels: Range<Int>, _ firstUnit: Int) -> Void) {
    guard slot == fullSlots else { return body(0..<geometry.channels, slot * geometry.channels) }
    let first = fullSlots * geometry.channels
    let end = chunk.partialStart + partialUnits
    body(chunk.partialStart..<min(end, geometry.channels), first)
    if end > geometry.channels {
      body(0..<end - geometry.channels, first + geometry.channels - chunk.partialStart)
    }
  }
}
