import PIMInstructions

/// Products on the ASIC: reads of weights (RD_SBK) and products (VMM), tile by tile through a stream buffer.
///
/// The banks of a panel are read one after the other, so that rows of the others are opened meanwhile. A tile
/// is as many panels as fit a half of the buffer.
struct StreamSink: ProductSink {
  static let usesGlobalBuffers = false
  private let buffer: StreamBuffer
  private let geometry: Geometry
  private var half: Int32 = 0
  /// Elements of the half in use.
  private var used = 0
  private var panel = Panel(channels: 0..<0, row: 0, column: 0, elements: 0, outputs: 0)
  /// The address of the open panel's first element.
  private var start: Int32 = 0
  /// Products of the tile, which follow the tile's reads.
  private var products: [Instruction] = []
  private var instructions: [Instruction] = []

  init(_ buffer: StreamBuffer, geometry: Geometry) {
    self.buffer = buffer
    self.geometry = geometry
  }

  /// Does nothing: the ASIC multiplies vectors in their place.
  mutating func load(channels: ChannelMask, address: Int32, length: Int, column: Int) {}

  mutating func open(_ panel: Panel) {
    let (channels, elements) = (panel.channels, panel.elements)
    let banks = min(geometry.banks, panel.outputs)
    let size = banks * channels.count * elements
    precondition(size <= buffer.halfElements, "a panel fits half of the stream buffer")
    if used + size > buffer.halfElements { endTile() }
    start = buffer.address + half * Int32(buffer.halfElements) + Int32(used)
    for bank in 0..<banks {
      let last = channels.lowerBound + ceilDivide(panel.outputs - bank, geometry.banks)
      var read = Instruction(.RD_SBK)
      read.channels = .range(channels.lowerBound..<last)
      read.bank = Int16(bank)
      geometry.setPlace(of: &read, row: panel.row, column: panel.column)
      read.address = start + Int32(bank * channels.count * elements)
      read.length = Int32(elements)
      instructions.append(read)
    }
    used += size
    self.panel = panel
  }

  mutating func multiply(_ product: PanelProduct) {
    var multiply = Instruction(.VMM)
    multiply.address = product.destination
    multiply.source = start + Int32(product.offset * geometry.lanes)
    multiply.source2 = product.vector
    multiply.count = Int32(panel.outputs)
    multiply.stride = Int32(panel.elements)
    multiply.length = Int32(product.length)
    multiply.column = Int32(geometry.banks)
    multiply.offset = Int32(panel.channels.count)
    if !join(multiply) { products.append(multiply) }
  }

  /// Extends the last product of the tile by the next panel, if both are the same product.
  private mutating func join(_ next: Instruction) -> Bool {
    for index in products.indices.reversed() {
      let known = products[index]
      if known.source2 == next.source2, known.length == next.length, known.stride == next.stride,
        known.offset == next.offset, known.count % (known.column * known.offset) == 0,
        next.source == known.source + known.count * known.stride, next.address == known.address + known.count
      {
        products[index].count += next.count
        return true
      }
    }
    return false
  }

  /// Ends the tile with its products, and switches to the other half.
  private mutating func endTile() {
    if used == 0 { return }
    instructions += products
    products.removeAll(keepingCapacity: true)
    (half, used) = (1 - half, 0)
  }

  mutating func finish() -> [Instruction] {
    endTile()
    return instructions
  }
}
