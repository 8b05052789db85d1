/// Numbers that are found by two integers: what the memos of the `fast` engine look up for every block and
/// step. Open addressing with linear probing; a product for a hash, where a dictionary would take several
/// times as long for its own.
struct PairTable {
  private struct Slot {
    var first: Int64 = 0
    var second: Int64 = 0
    /// -1: free.
    var value: Int32 = -1
  }

  /// A power of two, at least half of them free.
  private var slots = Array(repeating: Slot(), count: 1024)
  private(set) var count = 0

  /// The slot that has the pair, or the free one that it would go to.
  @inline(__always)
  private func place(_ first: Int64, _ second: Int64) -> Int {
    // Odd constants; the first is the golden ratio's fraction. The high half of the product depends on all of
    // both numbers.
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

  /// - Parameter value: not negative.
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

/// Two numbers of half the width as one.
@inline(__always)
func packed(_ high: Int32, _ low: Int32) -> Int64 { Int64(high) << 32 | Int64(UInt32(bitPattern: low)) }

/// The two halves of a number.
@inline(__always)
func unpacked(_ pair: Int64) -> (high: Int32, low: Int32) {
  (Int32(truncatingIfNeeded: pair >> 32), Int32(truncatingIfNeeded: pair))
}
