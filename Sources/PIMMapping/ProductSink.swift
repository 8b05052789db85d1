import PIMInstructions

/// Takes the products of a loop nest, and makes instructions of them: for MAC units (`MACSink`), or for the ASIC (`StreamSink`).
///
/// The nest calls `load` for each vector that is multiplied, `open` for each panel, and `multiply` for each product of the panel.
protocol ProductSink {
  /// The following panels are multiplied with a vector that begins at burst `column` of the global buffers.
  mutating func load(channels: ChannelMask, address: Int32, length: Int, column: Int)
  /// Begins a panel.
  mutating func open(_ panel: Panel)
  /// Multiplies a part of the open panel.
  mutating func multiply(_ product: PanelProduct)
  /// Ends the nest.
  mutating func finish() -> [Instruction]
}

/// Columns in all banks of neighbouring channels: one weight vector, or several, for each output.
struct Panel {
  var channels: Range<Int>
  /// The first column access; `column` may be beyond the row.
  var row: Int
  var column: Int
  /// Elements of each bank.
  var elements: Int
  /// Output i is in bank i mod banks of channel i div banks; banks without one have nothing of the panel.
  var outputs: Int
}

/// The product of a vector with a part of a panel.
struct PanelProduct {
  /// Columns from the panel's first, and their number.
  var offset = 0
  var columns: Int
  /// Elements that are multiplied; the last column may have padding.
  var length: Int
  /// First element of the vector in SRAM, and its first burst in the global buffer.
  var vector: Int32
  var bufferColumn = 0
  /// The address of the first output.
  var destination: Int32
  /// The vector that presets the accumulators; nil for none but zeros.
  var preset: Int32?
}

/// Products on the channels' MAC units: WR_GB, then MAC_ABK and RD_MAC for each product.
struct MACSink: ProductSink {
  private let geometry: Geometry
  /// The first of enough zeros to preset accumulators; nil where reading clears them.
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
