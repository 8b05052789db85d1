internal import PIMMapping

/// The work of one channel on a product with a weight matrix, in cycles of the command clock.
struct ChannelProduct: Sendable, Hashable {
  /// Bursts of the vector that the channel's first result needs.
  var firstBursts: Int
  /// From the first MAC to the last.
  var cycles: Int
  /// From the first burst of the last chunk's vector to the last MAC; nil without outputs of that chunk.
  var lastChunk: Int?

  /// The work of a channel; nil if it holds no outputs.
  ///
  /// Between two MACs lies at least the time of whichever of these is there: a column, another row, a result,
  /// a vector. Rows that are crossed within a result meet no boundary of results. Other new rows and new
  /// vectors are counted as if they met at boundaries of results, where only the longest counts.
  init?(_ layout: MatrixLayout, channel: Int, _ delays: CommandDelays) {
    let columnsOfRow = layout.geometry.columns
    var (columns, results, crossings, entries) = (0, 0, 0, 0)
    var lastRow = -1
    func cycles(_ columns: Int, _ results: Int, _ crossings: Int) -> Int {
      (columns - results - crossings) * delays.mac + crossings * max(delays.row, delays.mac)
        + (results - 1) * delays.result
    }
    var vectors: [Int] = []
    for (index, chunk) in layout.chunks.enumerated() {
      let slots = layout.occupiedSlots(of: channel, in: chunk)
      if slots.isEmpty { continue }
      vectors.append(chunk.columns)
      let before = (columns, results, crossings)
      for slot in slots {
        let first = (chunk.firstColumn + slot * chunk.columns)
        let (low, high) = (first / columnsOfRow, (first + chunk.columns - 1) / columnsOfRow)
        columns += chunk.columns
        results += 1
        crossings += high - low
        if low > lastRow { entries += 1 }
        lastRow = high
      }
      if index == layout.chunks.count - 1 {
        lastChunk =
          delays.head(chunk.columns)
          + cycles(columns - before.0, results - before.1, crossings - before.2)
      }
    }
    guard let firstBursts = vectors.first else { return nil }
    self.firstBursts = firstBursts
    self.cycles =
      cycles(columns, results, crossings) + (entries - 1) * (delays.rowAtResult - delays.result)
      + vectors.dropFirst().reduce(0) { sum, bursts in
        sum
          + min(delays.beyondResult(bursts), delays.loadOtherRow(bursts) - delays.rowAtResult)
      }
  }
}

/// The work of all channels on a product.
struct ProductWork: Sendable {
  /// By channel; nil for one without outputs.
  let channels: [ChannelProduct?]
  /// Chunks of the inputs.
  let chunks: Int
  /// Outputs of the matrix.
  let outputs: Int
  /// Outputs of the smallest slot.
  let lastSlot: Int

  init(_ layout: MatrixLayout, _ delays: CommandDelays) {
    chunks = layout.chunks.count
    outputs = layout.outputs
    lastSlot = outputs - (layout.slots - 1) * layout.geometry.outputsPerSlot
    channels = (0..<layout.geometry.channels).map { ChannelProduct(layout, channel: $0, delays) }
  }
}
