internal import PIMResults

/// Arithmetic on prefix sums.
extension Vector24 {
  /// The differences from another.
  @inline(__always)
  func minus(_ other: Vector24) -> Vector24 {
    var difference = Vector24()
    difference.add(self, since: other)
    return difference
  }

  /// Calls the body with all elements that are not 0, and sets them to 0.
  @inline(__always)
  mutating func takeNonzero(_ body: (_ index: Int, _ value: Int64) -> Void) {
    withUnsafeMutableBytes(of: &self) { bytes in
      let elements = bytes.assumingMemoryBound(to: Int64.self)
      for index in 0..<Vector24.count where elements[index] != 0 {
        body(index, elements[index])
        elements[index] = 0
      }
    }
  }

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
