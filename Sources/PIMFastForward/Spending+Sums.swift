internal import PIMResults

extension Spending {
  /// Adds the time and the activity of a block, whose sums begin at an index, several times.
  @inline(__always)
  mutating func add(_ sums: [Int64], from first: Int, times factor: Int64) {
    BlockSums.addLedger(of: sums, from: first, times: factor, to: &causes)
    activity.add(sums, from: first, times: factor)
  }
}
