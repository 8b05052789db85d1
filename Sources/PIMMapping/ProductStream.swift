import PIMInstructions

/// ASIC SRAM through which weights stream, on a machine whose channels have no MAC units: two halves, of which channels fill one while the
/// ASIC multiplies what is in the other.
struct StreamBuffer: Sendable, Hashable {
  /// Name in `SRAMPlan`.
  static let name = "weight stream"

  /// First element; the second half follows the first.
  var address: Int32
  var halfElements: Int

  /// Elements of a half: the two are half of the SRAM.
  static func halfElements(sramBytes: Int) -> Int {
    sramBytes / 2 / 2 / 2 / SRAMPlan.alignment * SRAMPlan.alignment
  }
}

/// Lowers products to reads of weights and products on the ASIC (RD_SBK, VMM), tile by tile through a stream buffer.
///
/// A *panel* is a stretch of columns in all banks of neighbouring channels, which a product on MAC units would work on with one MAC_ABK: one
/// weight vector, or several, for each output. Its banks are read one after the other, so that rows of the others are opened
/// meanwhile. A tile is as many panels as a half of the buffer holds.
struct ProductStream {
  /// What the weights of a panel are multiplied with.
  struct Product {
    /// Where the weights begin in what is read of a bank, and how many there are.
    var offset: Int = 0
    var length: Int
    /// The vector, and where the first output goes.
    var vector: Int32
    var destination: Int32
  }

  private let buffer: StreamBuffer
  private let geometry: Geometry
  private var half: Int32 = 0
  /// Elements of the half in use.
  private var used = 0
  /// Products of the tile, behind its reads.
  private var products: [Instruction] = []
  private(set) var instructions: [Instruction] = []

  init(_ buffer: StreamBuffer, geometry: Geometry) {
    self.buffer = buffer
    self.geometry = geometry
  }

  /// Adds a panel.
  ///
  /// - Parameters:
  ///   - row, column: where it begins; `column` may be beyond the row.
  ///   - elements: read of each bank.
  ///   - outputs: output i is in bank i mod banks of channel i div banks; banks without one are not read.
  mutating func append(
    channels: Range<Int>, row: Int, column: Int, elements: Int, outputs: Int, _ products: [Product]
  ) {
    let size = min(geometry.banks, outputs) * channels.count * elements
    precondition(size <= buffer.halfElements, "a panel fits half of the stream buffer")
    if used + size > buffer.halfElements { endTile() }
    let start = buffer.address + half * Int32(buffer.halfElements) + Int32(used)
    for bank in 0..<min(geometry.banks, outputs) {
      let last = channels.lowerBound + ceilDivide(outputs - bank, geometry.banks)
      var read = Instruction(.RD_SBK)
      read.channels = .range(channels.lowerBound..<last)
      read.bank = Int16(bank)
      geometry.setPlace(of: &read, row: row, column: column)
      read.address = start + Int32(bank * channels.count * elements)
      read.length = Int32(elements)
      instructions.append(read)
    }
    for product in products {
      var multiply = Instruction(.VMM)
      multiply.address = product.destination
      multiply.source = start + Int32(product.offset)
      multiply.source2 = product.vector
      multiply.count = Int32(outputs)
      multiply.stride = Int32(elements)
      multiply.length = Int32(product.length)
      multiply.column = Int32(geometry.banks)
      multiply.offset = Int32(channels.count)
      if !join(multiply) { self.products.append(multiply) }
    }
    used += size
  }

  /// Lets a product of the tile go on with the next panel, where that is the same product's.
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

  /// Ends the tile: its products, and then the other half.
  mutating func endTile() {
    if used == 0 { return }
    instructions += products
    products.removeAll(keepingCapacity: true)
    (half, used) = (1 - half, 0)
  }
}
