/// A hash table from pairs of integers to numbers, used for every block and step of the `fast` engine. It
/// uses open addressing with linear probing, and a product as its hash; the hash of a dictionary would take
/// several times as long.
struct PairTable {
  private struct Slot {
    var first: Int64 = 0
    var second: Int64 = 0
    /// The value; -1 for a free slot.
    var value: Int32 = -1
  }

  /// The slots: a power of two, at least half of them free.
  private var slots = Array(repeating: Slot(), count: 1024)
  private(set) var count = 0

  /// The index of the slot with the pair, or of the free slot for it.
  @inline(__always)
  private func place(_ first: Int64, _ second: Int64) -> Int {
    // Odd constants; the first is the fraction of the golden ratio. The high half of the product depends on
    // every bit of both numbers.
    let mixed = (UInt64(bitPattern: first) &+ UInt64(bitPattern: second) &* 0xff51_afd7_ed55_8ccd)
      .multipliedFullWidth(by: 0x9e37_79b9_7f4a_7c15)
    let mask = slots.count &- 1
    var place = Int(truncatingIfNeeded: mixed.high ^ mixed.low) & mask
    while slots[place].value >= 0 && (slots[place].first != first || slots[place].second != second) {
      place = (place &+ 1) & mask
    }
    return place
  }

  /// The number of a pair, or nil.
  @inline(__always)
  func find(_ first: Int64, _ second: Int64) -> Int? {
    let value = slots[place(first, second)].value
    return value < 0 ? nil : Int(value)
  }

  /// - Parameter value: 0 or more.
  mutating func insert(_ first: Int64, _ second: Int64, value: Int) {
    if 2 * (count + 1) > slots.count { grow() }
    let place = place(first, second)
    if slots[place].value < 0 { count += 1 }
    slots[place] = Slot(first: first, second: second, value: Int32(value))
  }

  private mutating func grow() {
    let old = slots
    slots = Array(repeating: Slot(), count: 2 * old.count)
    for slot in old where slot.value >= 0 { slots[place(slot.first, slot.second)] = slot }
  }

  mutating func removeAll() {
    for i in slots.indices { slots[i].value = -1 }
    count = 0
  }
}

/// One integer of two with half its width.
@inline(__always)
func packed(_ high: Int32, _ low: Int32) -> Int64 { Int64(high) << 32 | Int64(UInt32(bitPattern: low)) }

/// The two halves of an integer.
@inline(__always)
func unpacked(_ pair: Int64) -> (high: Int32, low: Int32) {
  (Int32(truncatingIfNeeded: pair >> 32), Int32(truncatingIfNeeded: pair))
}
