/// A priority queue of possible merges: the lowest rank first, then the leftmost. A binary heap.
struct MergeQueue {
  /// A possible merge of a symbol with the next one.
  struct Entry {
    var rank: Int32
    /// The index of the left symbol.
    var position: Int32
    /// The token that the merge makes.
    var token: Int32

    func precedes(_ other: Entry) -> Bool {
      rank != other.rank ? rank < other.rank : position < other.position
    }
  }

  private var entries: [Entry] = []

  /// Adds a merge; O(log n).
  mutating func push(_ entry: Entry) {
    entries.append(entry)
    var child = entries.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard entries[child].precedes(entries[parent]) else { return }
      entries.swapAt(child, parent)
      child = parent
    }
  }

  /// Removes the first merge; O(log n).
  mutating func pop() -> Entry? {
    guard let first = entries.first, let last = entries.popLast() else { return nil }
    guard !entries.isEmpty else { return first }
    entries[0] = last
    var parent = 0
    while true {
      var child = 2 * parent + 1
      guard child < entries.count else { return first }
      if child + 1 < entries.count, entries[child + 1].precedes(entries[child]) { child += 1 }
      guard entries[child].precedes(entries[parent]) else { return first }
      entries.swapAt(child, parent)
      parent = child
    }
  }
}
