/// A set of whole numbers, kept as runs in ascending order of which no two touch: stretches of ASIC SRAM.
///
/// - Complexity: a question takes O(log *n*) for *n* runs, an insertion O(log *n*) and the runs behind it.
///   There are never more runs than the space has room for, however many are inserted.
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

  /// Whether a number of the set lies in a run.
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
