internal import PIMHardware
internal import PIMInstructions

/// The record of written values, which controls an execution: instructions pass it in program order before
/// their data moves.
///
/// A row is in one of three states. *Unknown*: not touched since power-up, with arbitrary bits. *Cleared*:
/// set to zeros when weights were loaded, so that 0 × cell is 0; the values have no other use. *Written*,
/// element by element. A MAC that multiplies a lane that is not written with data of the global buffer taints
/// its accumulator; storing a tainted result is an error. Lanes that pad the global buffer may be multiplied
/// with cleared cells.
///
/// A row that is written as a whole costs one comparison. Other rows have a bit an element, a word of 16 bits
/// a column.
struct WriteTracker {
  let organisation: System.Organisation
  let wordsPerColumn: Int
  private let readClears: Bool
  private let validLanes: [UInt16]

  /// Number of elements written in a bank's row, and number of its mask from 1 on; 0 for none.
  struct RowState {
    var written: Int32 = 0
    var mask: Int32 = 0
  }

  /// The reason why an accumulator's value must not be stored.
  enum Taint: Equatable {
    case none
    case unset
    /// A cell that was never written, and the instruction that multiplied it.
    case cell(row: Int32, column: Int32, lane: Int32, instruction: Int32)
  }

  struct Channel {
    /// Rows, and in a row banks. The array grows to the highest row touched.
    var rows: [RowState] = []
    /// Number of banks whose row is written as a whole, by row.
    var fullBanks: [Int32] = []
    var isCleared: [Bool] = []
    var masks: [UInt16] = []
    var freeMasks: [Int32] = []
    /// Lanes of data in each burst of the global buffer, and true for each burst that was written.
    var buffer: [UInt16]
    var isBufferWritten: [Bool]
    var taint: [Taint]
    var tainted = 0
  }

  private(set) var channels: [Channel]
  var sram: BitSet
  /// Number of elements written to cells since the start.
  private(set) var cellWrites = 0
  /// Runs of cells that the current block has written; empty while `recordsWrites` is false.
  private(set) var recentWrites: [(channel: Int, bank: Int, row: Int, elements: Range<Int>)] = []
  private var recordsWrites = false

  /// Forgets the runs of the block before.
  mutating func beginBlock() {
    recentWrites.removeAll(keepingCapacity: true)
    recordsWrites = true
  }

  /// Stops recording, for the time in which banks are loaded.
  mutating func beginLoading() {
    recentWrites = []
    recordsWrites = false
  }

  init(_ machine: MachineModel) {
    organisation = machine.shape.organisation
    readClears = machine.readClears
    let lanes = organisation.elementsPerColumn
    wordsPerColumn = (lanes + 15) / 16
    validLanes = (0..<wordsPerColumn).map { word in
      let rest = lanes - word * 16
      return rest >= 16 ? .max : (1 << UInt16(rest)) - 1
    }
    let taint = Array(repeating: machine.readClears ? Taint.none : .unset, count: organisation.banks)
    let channel = Channel(
      buffer: Array(repeating: 0, count: machine.shape.globalBufferColumns * wordsPerColumn),
      isBufferWritten: Array(repeating: false, count: machine.shape.globalBufferColumns), taint: taint,
      tainted: machine.readClears ? 0 : organisation.banks)
    channels = Array(repeating: channel, count: organisation.channels)
    sram = BitSet(count: machine.shape.sramElements)
  }

  // MARK: Rows

  private var maskWords: Int { organisation.columns * wordsPerColumn }

  private mutating func touch(_ channel: Int, _ row: Int) {
    guard row >= channels[channel].fullBanks.count else { return }
    let rows = row + 1 + row / 2
    let added = rows - channels[channel].fullBanks.count
    channels[channel].rows += Array(repeating: RowState(), count: added * organisation.banks)
    channels[channel].fullBanks += Array(repeating: 0, count: added)
    channels[channel].isCleared += Array(repeating: false, count: added)
  }

  /// Marks rows of all banks as cleared. Their cells hold zeros, and earlier writes are forgotten.
  mutating func clear(_ rows: Range<Int>) {
    guard let last = rows.last else { return }
    for channel in channels.indices {
      touch(channel, last)
      for row in rows {
        channels[channel].isCleared[row] = true
        channels[channel].fullBanks[row] = 0
        for bank in 0..<organisation.banks {
          let index = row * organisation.banks + bank
          let mask = channels[channel].rows[index].mask
          if mask > 0 { channels[channel].freeMasks.append(mask) }
          channels[channel].rows[index] = RowState()
        }
      }
    }
  }

  /// Marks elements of a bank's row as written.
  mutating func write(channel: Int, bank: Int, row: Int, elements: Range<Int>) {
    touch(channel, row)
    cellWrites += elements.count
    if recordsWrites { recentWrites.append((channel, bank, row, elements)) }
    let index = row * organisation.banks + bank
    let size = Int32(organisation.elementsPerRow)
    var state = channels[channel].rows[index]
    if state.written == size { return }
    if state.mask == 0 {
      if elements.count == size {
        channels[channel].rows[index].written = size
        channels[channel].fullBanks[row] += 1
        return
      }
      state.mask = newMask(channel)
    }
    state.written += insert(elements, mask: Int(state.mask - 1) * maskWords, channel)
    if state.written == size {
      channels[channel].freeMasks.append(state.mask)
      channels[channel].fullBanks[row] += 1
      state.mask = 0
    }
    channels[channel].rows[index] = state
  }

  private mutating func newMask(_ channel: Int) -> Int32 {
    if let free = channels[channel].freeMasks.popLast() {
      let first = Int(free - 1) * maskWords
      for word in first..<first + maskWords { channels[channel].masks[word] = 0 }
      return free
    }
    channels[channel].masks += Array(repeating: 0, count: maskWords)
    return Int32(channels[channel].masks.count / maskWords)
  }

  /// Sets the bits of elements and returns the number that were not set.
  private mutating func insert(_ elements: Range<Int>, mask first: Int, _ channel: Int) -> Int32 {
    let lanes = organisation.elementsPerColumn
    var added = 0
    var element = elements.lowerBound
    channels[channel].masks.withUnsafeMutableBufferPointer { masks in
      while element < elements.upperBound {
        let (column, lane) = element.quotientAndRemainder(dividingBy: lanes)
        let bit = lane % 16
        let count = min(min(16 - bit, lanes - lane), elements.upperBound - element)
        let bits = UInt16(truncatingIfNeeded: (UInt32(1) << UInt32(count)) - 1) << UInt16(bit)
        let word = first + column * wordsPerColumn + lane / 16
        added += (bits & ~masks[word]).nonzeroBitCount
        masks[word] |= bits
        element += count
      }
    }
    return Int32(added)
  }

  /// True if an element of a bank has been written.
  func isWritten(channel: Int, bank: Int, row: Int, element: Int) -> Bool {
    guard row < channels[channel].fullBanks.count else { return false }
    let state = channels[channel].rows[row * organisation.banks + bank]
    if state.written == organisation.elementsPerRow { return true }
    guard state.mask > 0 else { return false }
    let (column, lane) = element.quotientAndRemainder(dividingBy: organisation.elementsPerColumn)
    let word = Int(state.mask - 1) * maskWords + column * wordsPerColumn + lane / 16
    return channels[channel].masks[word] >> UInt16(lane % 16) & 1 == 1
  }

  /// True if a row was cleared, or an element of any of its banks written.
  func isKnown(channel: Int, row: Int) -> Bool {
    row < channels[channel].isCleared.count && channels[channel].isCleared[row]
  }

  // MARK: Global buffer

  /// Records a burst with `elements` elements of data and padding of zeros.
  mutating func writeBuffer(_ channel: Int, firstBurst: Int, elements: Int) {
    let lanes = organisation.elementsPerColumn
    var burst = firstBurst
    var rest = elements
    while rest > 0 {
      let data = min(lanes, rest)
      for word in 0..<wordsPerColumn {
        let bits = min(16, max(0, data - word * 16))
        channels[channel].buffer[burst * wordsPerColumn + word] = bits == 16 ? .max : (1 << UInt16(bits)) - 1
      }
      channels[channel].isBufferWritten[burst] = true
      burst += 1
      rest -= data
    }
  }

  /// The first burst of a range that was never written; nil if all were.
  func firstUnwrittenBurst(_ channel: Int, _ bursts: Range<Int>) -> Int? {
    bursts.first { !channels[channel].isBufferWritten[$0] }
  }

  // MARK: Accumulators

  mutating func preset(_ channel: Int) {
    guard channels[channel].tainted > 0 else { return }
    for bank in 0..<organisation.banks { channels[channel].taint[bank] = .none }
    channels[channel].tainted = 0
  }

  /// Records that columns are multiplied with bursts of the global buffer in some banks.
  mutating func multiply(
    _ channel: Int, banks: Range<Int>, row: Int, column: Int, count: Int, burst: Int, instruction: Int
  ) {
    var (row, column, burst, rest) = (row, column, burst, count)
    while rest > 0 {
      let columns = min(rest, organisation.columns - column)
      if row >= channels[channel].fullBanks.count || channels[channel].fullBanks[row] != organisation.banks {
        for bank in banks where channels[channel].taint[bank] == .none {
          check(channel, bank, row, column..<column + columns, burst: burst, instruction)
        }
      }
      (row, column, burst, rest) = (row + 1, 0, burst + columns, rest - columns)
    }
  }

  private mutating func check(
    _ channel: Int, _ bank: Int, _ row: Int, _ columns: Range<Int>, burst: Int, _ instruction: Int
  ) {
    let isTouched = row < channels[channel].fullBanks.count
    let state = isTouched ? channels[channel].rows[row * organisation.banks + bank] : RowState()
    if state.written == organisation.elementsPerRow { return }
    let isCleared = isTouched && channels[channel].isCleared[row]
    let first = state.mask > 0 ? Int(state.mask - 1) * maskWords : -1
    var missing: (column: Int, lane: Int)?
    channels[channel].masks.withUnsafeBufferPointer { masks in
      channels[channel].buffer.withUnsafeBufferPointer { buffer in
        var bufferWord = burst * wordsPerColumn
        for column in columns {
          for word in 0..<wordsPerColumn {
            let written = first < 0 ? 0 : masks[first + column * wordsPerColumn + word]
            let read = isCleared ? buffer[bufferWord] : validLanes[word]
            let bad = read & ~written
            if bad != 0 {
              missing = (column, word * 16 + bad.trailingZeroBitCount)
              return
            }
            bufferWord += 1
          }
        }
      }
    }
    guard let missing else { return }
    channels[channel].taint[bank] = .cell(
      row: Int32(row), column: Int32(missing.column), lane: Int32(missing.lane),
      instruction: Int32(instruction))
    channels[channel].tainted += 1
  }

  /// The first of a channel's banks below `count` with a tainted accumulator; nil if there is none.
  func firstTainted(_ channel: Int, banks count: Int) -> Int? {
    guard channels[channel].tainted > 0 else { return nil }
    return (0..<count).first { channels[channel].taint[$0] != .none }
  }

  /// Records that the accumulators were read.
  mutating func read(_ channel: Int) {
    if readClears { preset(channel) }
  }
}
