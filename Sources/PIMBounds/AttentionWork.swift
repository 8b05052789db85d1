internal import PIMMapping
internal import PIMWorkload

/// The work of channels on keys and values, in cycles of the command clock. All times include the way from
/// the last MAC before, so they can be added.
struct AttentionWork: Sendable {
  let geometry: Geometry
  let delays: CommandDelays
  let heads: Int
  let keyValueHeads: Int
  let headWidth: Int
  /// Rows of the caches.
  let context: Int

  init(_ model: ModelDescription, context: Int, geometry: Geometry, _ delays: CommandDelays) {
    (self.geometry, self.delays, self.context) = (geometry, delays, context)
    (heads, keyValueHeads, headWidth) = (model.heads, model.keyValueHeads, model.headWidth)
  }

  private var group: Int { heads / keyValueHeads }
  private var headColumns: Int { divideUp(headWidth, geometry.lanes) }
  /// Results of one query with one key.
  private var pieces: Int { divideUp(headColumns, geometry.globalBufferColumns) }
  private var unitsPerHead: Int { divideUp(headWidth, geometry.banks) }
  private var beyondResult: Int { delays.rowAtResult - delays.result }

  /// Units of `count` that a channel holds, dealt one by one.
  private func share(of count: Int, _ channel: Int) -> Int {
    count / geometry.channels + (channel < count % geometry.channels ? 1 : 0)
  }

  /// Units of keys of `tokens` rows in a channel.
  func keyUnits(_ tokens: Int, _ channel: Int) -> Int { share(of: divideUp(tokens, geometry.banks), channel) }

  /// Units of values in a channel.
  func valueUnits(_ channel: Int) -> Int { share(of: keyValueHeads * unitsPerHead, channel) }

  /// Bursts of the probabilities of one head.
  func probabilityBursts(_ tokens: Int) -> Int { divideUp(tokens, geometry.lanes) }

  // MARK: Scores

  /// The scores of all heads in a channel; 0 if it holds no keys.
  func scores(_ tokens: Int, _ channel: Int) -> Int {
    let units = keyUnits(tokens, channel)
    if units == 0 { return 0 }
    let rows = divideUp(units * keyValueHeads * headColumns, geometry.columns)
    let bursts = heads * headColumns
    let loads = divideUp(bursts, geometry.globalBufferColumns)
    let least = delays.loadBeyondResult
    let vectors = bursts * min(delays.burst, least) + loads * max(0, least - delays.burst)
    return scores(units: units, heads: heads) + max(rows * beyondResult, vectors)
  }

  /// The scores of some heads in a channel without new rows and vectors.
  func scores(units: Int, heads: Int) -> Int {
    let results = units * heads * pieces
    return (units * heads * headColumns - results) * delays.mac + results * delays.result
  }

  /// What the key and the values of a token add in a channel.
  ///
  /// - Parameter row: the row of the caches.
  func cacheWrites(row: Int, _ channel: Int) -> Int {
    let key = keyWrite(row: row, channel)
    if valueUnits(channel) == 0 { return key }
    let values = valueRows(row: row, channel) + delays.lastValueRow
    if key == 0 { return values }
    // Values that are written bank by bank may be in a batch with the key. Each bank then opens its own rows.
    let openings = valueRowCount(row: row, channel) * leastFeatures
    let bursts = keyValueHeads * headColumns + valueUnits(channel) * leastFeatures
    let together = max(
      values, (openings - 1) * delays.bankOpening, delays.key + (bursts - 1) * delays.writeBurst)
    return delays.writesAllBanks ? min(key + values, together) : together
  }

  /// Bursts of single banks of a channel, if keys and values are read once and those of a token are written.
  ///
  /// - Parameter row: the row of the caches that is written.
  func bankBursts(_ tokens: Int, row: Int, _ channel: Int) -> Int {
    let key = keyValueHeads * headColumns
    let units = keyUnits(tokens, channel)
    // The last unit may lack tokens.
    let lacking = (tokens - 1) / geometry.banks % geometry.channels == channel
    let keys =
      units * geometry.banks - (lacking ? divideUp(tokens, geometry.banks) * geometry.banks - tokens : 0)
    let features = valueUnits(channel) * leastFeatures
    return (keys + (row / geometry.banks % geometry.channels == channel ? 1 : 0)) * key
      + features * (probabilityBursts(tokens) + 1)
  }

  /// Dimensions of the smallest unit of values.
  private var leastFeatures: Int {
    headWidth % geometry.banks == 0 ? geometry.banks : headWidth % geometry.banks
  }

  /// What the key of a token adds in its channel; 0 in the others.
  func keyWrite(row: Int, _ channel: Int) -> Int {
    row / geometry.banks % geometry.channels == channel
      ? delays.key + (keyValueHeads * headColumns - 1) * delays.keyBurst : 0
  }

  /// The time between the first and the last write of a token's values in a channel.
  func valueRows(row: Int, _ channel: Int) -> Int {
    max(0, valueRowCount(row: row, channel) - 1) * delays.valueRow
  }

  /// Rows that the values of a token are written to in a channel.
  private func valueRowCount(row: Int, _ channel: Int) -> Int {
    let column = row / geometry.lanes
    return rows(valueUnits(channel)) { $0 + column..<$0 + column + 1 }
  }

  // MARK: Context

  /// The contexts of all heads in a channel; 0 if it holds no values. A head's probabilities come to the
  /// channel in one or more vectors, and each vector has a result for each unit.
  func context(_ tokens: Int, _ channel: Int) -> Int {
    let units = valueUnits(channel)
    if units == 0 { return 0 }
    let columns = probabilityBursts(tokens)
    let rows = rows(units) { $0..<$0 + columns }
    // Heads, each of `group` queries, of which the channel holds some values.
    let vectors = divideUp(units, unitsPerHead) * group
    let most = max(columns, divideUp(columns, geometry.globalBufferColumns))
    var least = Int.max
    for pieces in divideUp(columns, geometry.globalBufferColumns)...most {
      let results = units * group * pieces
      let loads = vectors * pieces
      let transfers =
        loads * (delays.loadBeyondResult - delays.burst) + vectors * columns * delays.burst
      let extra =
        loads <= rows
        ? max(loads * beyondResult, transfers) + (rows - loads) * beyondResult
        : max(rows * beyondResult, transfers)
      least = min(
        least,
        (units * group * columns - results) * delays.mac + results * delays.result + max(0, extra))
    }
    return least
  }

  /// Rows of the value cache in a channel that have any of the columns, which are those of each slot.
  private func rows(_ units: Int, _ columns: (Int) -> Range<Int>) -> Int {
    let slotColumns = divideUp(context, geometry.lanes)
    var (count, last) = (0, -1)
    for slot in 0..<units {
      let own = columns(slot * slotColumns)
      let (low, high) = (own.lowerBound / geometry.columns, (own.upperBound - 1) / geometry.columns)
      count += high - max(low, last + 1) + 1
      last = high
    }
    return count
  }
}

/// `a / b`, rounded up.
func divideUp(_ a: Int, _ b: Int) -> Int { (a + b - 1) / b }
