/// The key cache: a token's key vector lies along a row, so that q·Kᵀ reads along rows.
///
/// Token t, or row t of a ring, is output t of a product: bank t mod banks of unit t div banks. Its slot
/// holds its heads one after the other, each padded to whole columns. Heads are grouped in chunks whose
/// queries fit the global buffer. A head that does not fit is divided into pieces, whose partial scores the
/// ASIC adds.
struct KeyLayout: TensorLayout {
  struct Chunk {
    var firstHead: Int
    var heads: Int
    /// The piece of the head, if a head is more than a chunk.
    var piece: Int
    /// Column accesses of one slot.
    var columns: Int
    /// Column access of slot 0.
    var firstColumn: Int
  }

  let geometry: Geometry
  let tokens: Int
  let heads: Int
  let headWidth: Int
  /// Query heads that share a key head.
  let queryGroup: Int
  /// Queries of a key head that are in the global buffer at a time.
  let sharedQueries: Int
  /// Column accesses of one head.
  let headColumns: Int
  /// Number of pieces of one head.
  let pieces: Int
  let chunks: [Chunk]
  let slots: Int

  var columnsPerBank: Int { chunks.last.map { $0.firstColumn + slots * $0.columns } ?? 0 }
  var banksUsed: Int { min(geometry.banks, tokens) }

  /// Lays the keys out.
  ///
  /// - Parameters:
  ///   - heads: key heads.
  ///   - queryGroup: query heads that share a key head.
  ///   - sharedQueries: the largest number of a key head's queries that are in the global buffer at a time.
  ///   - chunkHeads: the largest number of key heads of a chunk, as far as their queries fit the global
  ///     buffer.
  init(
    geometry: Geometry, tokens: Int, heads: Int, headWidth: Int, queryGroup: Int = 1, sharedQueries: Int = 1,
    chunkHeads: Int = .max
  ) {
    self.geometry = geometry
    self.tokens = tokens
    self.heads = heads
    self.headWidth = headWidth
    self.queryGroup = queryGroup
    headColumns = ceilDivide(headWidth, geometry.lanes)
    pieces = ceilDivide(headColumns, geometry.globalBufferColumns)
    slots = ceilDivide(ceilDivide(tokens, geometry.banks), geometry.channels)
    let room = geometry.globalBufferColumns / headColumns
    self.sharedQueries = max(1, min(queryGroup, sharedQueries, room))
    let headsPerChunk = max(1, min(chunkHeads, room / self.sharedQueries))
    var chunks: [Chunk] = []
    var column = 0
    for head in stride(from: 0, to: heads, by: headsPerChunk) {
      for piece in 0..<pieces {
        let count = min(headsPerChunk, heads - head)
        let pieceColumns = min(
          geometry.globalBufferColumns, headColumns - piece * geometry.globalBufferColumns)
        chunks.append(
          Chunk(
            firstHead: head, heads: count, piece: piece, columns: count * pieceColumns, firstColumn: column))
        column += slots * count * pieceColumns
      }
    }
    self.chunks = chunks
  }

  /// Elements of a head in a chunk.
  func elements(of chunk: Chunk) -> Int {
    min(geometry.globalBufferElements, headWidth - chunk.piece * geometry.globalBufferElements)
  }

  /// Column accesses of a head in a chunk.
  func columns(of chunk: Chunk) -> Int { chunk.columns / chunk.heads }

  private func chunkIndex(head: Int, dimension: Int) -> Int {
    pieces == 1
      ? head / chunks[0].heads : head * pieces + dimension / geometry.globalBufferElements
  }

  func place(_ i: Int, _ j: Int) -> BankElement {
    let (head, dimension) = (j / headWidth, j % headWidth)
    let chunk = chunks[chunkIndex(head: head, dimension: dimension)]
    let unit = i / geometry.banks
    let column =
      chunk.firstColumn + unit / geometry.channels * chunk.columns
      + (head - chunk.firstHead) * columns(of: chunk)
    return BankElement(
      channel: unit % geometry.channels, bank: i % geometry.banks,
      element: column * geometry.lanes + dimension - chunk.piece * geometry.globalBufferElements)
  }

  func element(at place: BankElement) -> (i: Int, j: Int)? {
    let column = place.element / geometry.lanes
    guard column < columnsPerBank, let index = chunks.lastIndex(where: { $0.firstColumn <= column }) else {
      return nil
    }
    let chunk = chunks[index]
    let slot = (column - chunk.firstColumn) / chunk.columns
    let inSlot = place.element - (chunk.firstColumn + slot * chunk.columns) * geometry.lanes
    let headElements = columns(of: chunk) * geometry.lanes
    let within = inSlot % headElements
    let token = (slot * geometry.channels + place.channel) * geometry.banks + place.bank
    guard within < elements(of: chunk), token < tokens else { return nil }
    let head = chunk.firstHead + inSlot / headElements
    return (token, head * headWidth + chunk.piece * geometry.globalBufferElements + within)
  }

  func forEachRun(_ body: (LayoutRun) -> Void) {
    for token in 0..<tokens {
      for chunk in chunks {
        for head in chunk.firstHead..<chunk.firstHead + chunk.heads {
          let feature = head * headWidth + chunk.piece * geometry.globalBufferElements
          body(
            LayoutRun(
              start: place(token, feature), count: elements(of: chunk),
              first: token * heads * headWidth + feature, stride: 1))
        }
      }
    }
  }

  func columnsUsed(by channel: Int) -> Int {
    let units = ceilDivide(tokens, geometry.banks)
    let own = units / geometry.channels + (channel < units % geometry.channels ? 1 : 0)
    return own * chunks.reduce(0) { $0 + $1.columns }
  }
}
