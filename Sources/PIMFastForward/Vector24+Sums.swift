internal import PIMSimulation

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

  /// Adds the elements of another, `factor` times.
  @inline(__always)
  mutating func add(_ more: Vector24, times factor: Int64) {
    add(more, since: Vector24(), times: factor)
  }

  /// Adds the difference of two others, `factor` times; element by element, since most processors have no
  /// such product of vectors.
  @inline(__always)
  mutating func add(_ more: Vector24, since less: Vector24, times factor: Int64) {
    withUnsafeMutableBytes(of: &self) { sums in
      let sums = sums.assumingMemoryBound(to: Int64.self)
      withUnsafeBytes(of: more) { more in
        withUnsafeBytes(of: less) { less in
          let (more, less) = (
            more.assumingMemoryBound(to: Int64.self), less.assumingMemoryBound(to: Int64.self)
          )
          for i in 0..<Vector24.count { sums[i] &+= (more[i] &- less[i]) &* factor }
        }
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
