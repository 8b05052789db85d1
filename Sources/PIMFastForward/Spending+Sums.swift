internal import PIMResults

extension Spending {
  /// Adds the time and the activity of a block, whose sums begin at an index, several times.
  @inline(__always)
  mutating func add(_ ledger: Ledger, _ sums: [Int64], from first: Int, times factor: Int64) {
    if factor == 1 { causes += ledger } else { causes.causes.add(ledger.causes, times: factor) }
    activity.add(sums, from: first, times: factor)
  }
}
