import PIMInstructions

/// Products on the channels' MAC units: WR_GB for a vector, MAC_ABK and RD_MAC for each product.
struct MACSink: ProductSink {
  static let usesGlobalBuffers = true
  private let geometry: Geometry
  /// Address of zeros that preset accumulators; nil if reading clears them.
  private let zeros: Int32?
  private var panel = Panel(channels: 0..<0, row: 0, column: 0, elements: 0, outputs: 0)
  private var instructions: [Instruction] = []

  init(geometry: Geometry, zeros: Int32?) {
    self.geometry = geometry
    self.zeros = zeros
  }

  mutating func load(channels: ChannelMask, address: Int32, length: Int, column: Int) {
    var write = Instruction(.WR_GB)
    write.channels = channels
    write.offset = Int32(column)
    write.address = address
    write.length = Int32(length)
    instructions.append(write)
  }

  @inline(__always)
  mutating func open(_ panel: Panel) { self.panel = panel }

  @inline(__always)
  mutating func multiply(_ product: PanelProduct) {
    geometry.appendProduct(
      channels: .range(panel.channels), preset: product.preset ?? zeros, row: panel.row,
      column: panel.column + product.offset, count: product.columns, offset: product.bufferColumn,
      address: product.destination, length: panel.outputs, to: &instructions)
  }

  mutating func finish() -> [Instruction] { instructions }
}
