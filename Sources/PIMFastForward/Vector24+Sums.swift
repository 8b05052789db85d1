internal import PIMResults

/// Arithmetic on prefix sums.
extension Vector24 {
  /// Calls the body with all elements that are not 0.
  @inline(__always)
  func forEachNonzero(_ body: (_ index: Int, _ value: Int64) -> Void) {
    withUnsafeBytes(of: self) { bytes in
      for index in 0..<Vector24.count {
        let value = bytes.load(fromByteOffset: index &<< 3, as: Int64.self)
        if value != 0 { body(index, value) }
      }
    }
  }
}

extension Ledger {
  /// The difference of the ledgers of two points.
  static func - (a: Ledger, b: Ledger) -> Ledger {
    var difference = Ledger()
    difference.add(a, since: b)
    return difference
  }
}
