/// A set of integers, stored as ascending runs that do not touch, such as ranges of ASIC SRAM.
///
/// - Complexity: O(log *n*) for a query of *n* runs; an insertion also moves the runs after it. The number of
///   runs is bounded by the range of the integers, however many runs are inserted.
struct RunSet {
  private(set) var runs: [Range<Int>] = []

  mutating func insert(_ run: Range<Int>) {
    if run.isEmpty { return }
    let first = first(endingAfter: run.lowerBound - 1)
    var (end, union) = (first, run)
    while end < runs.count, runs[end].lowerBound <= run.upperBound {
      union = min(union.lowerBound, runs[end].lowerBound)..<max(union.upperBound, runs[end].upperBound)
      end += 1
    }
    if end == first + 1 && runs[first] == union { return }
    runs.replaceSubrange(first..<end, with: CollectionOfOne(union))
  }

  /// True if the set contains an integer of a run.
  func overlaps(_ run: Range<Int>) -> Bool {
    if run.isEmpty { return false }
    let first = first(endingAfter: run.lowerBound)
    return first < runs.count && runs[first].lowerBound < run.upperBound
  }

  private func first(endingAfter place: Int) -> Int {
    var (low, high) = (0, runs.count)
    while low < high {
      let middle = (low + high) / 2
      if runs[middle].upperBound > place { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
