/// A fixed number of bits that are set, cleared and searched by range.
struct BitSet {
  private var words: [UInt64]
  let count: Int

  init(count: Int) {
    self.count = count
    words = Array(repeating: 0, count: (count + 63) / 64)
  }

  subscript(_ index: Int) -> Bool { words[index >> 6] >> UInt64(index & 63) & 1 == 1 }

  mutating func removeAll() {
    for index in words.indices { words[index] = 0 }
  }

  /// Calls `body` with each word's index and the bits of the range in that word, until `body` returns false.
  @inline(__always)
  private static func forEachWord(of range: Range<Int>, _ body: (Int, UInt64) -> Bool) {
    guard !range.isEmpty else { return }
    let (first, last) = (range.lowerBound >> 6, (range.upperBound - 1) >> 6)
    for word in first...last {
      var mask = UInt64.max
      if word == first { mask &= UInt64.max << UInt64(range.lowerBound & 63) }
      if word == last { mask &= UInt64.max >> UInt64(63 - (range.upperBound - 1) & 63) }
      if !body(word, mask) { return }
    }
  }

  mutating func insert(_ range: Range<Int>) {
    words.withUnsafeMutableBufferPointer { words in
      BitSet.forEachWord(of: range) { word, mask in
        words[word] |= mask
        return true
      }
    }
  }

  mutating func remove(_ range: Range<Int>) {
    words.withUnsafeMutableBufferPointer { words in
      BitSet.forEachWord(of: range) { word, mask in
        words[word] &= ~mask
        return true
      }
    }
  }

  /// True if any bit of the range is set.
  func intersects(_ range: Range<Int>) -> Bool {
    var found = false
    words.withUnsafeBufferPointer { words in
      BitSet.forEachWord(of: range) { word, mask in
        found = words[word] & mask != 0
        return !found
      }
    }
    return found
  }

  /// The first bit of the range that is not set; nil if all are set.
  func firstMissing(in range: Range<Int>) -> Int? {
    var found: Int?
    words.withUnsafeBufferPointer { words in
      BitSet.forEachWord(of: range) { word, mask in
        let missing = ~words[word] & mask
        if missing != 0 { found = word << 6 + missing.trailingZeroBitCount }
        return missing == 0
      }
    }
    return found
  }
}
