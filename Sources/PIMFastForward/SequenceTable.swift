/// A table of sequences of integers, which are looked up by content and numbered in order of insertion. The
/// memos and the planner of the `fast` engine compare by these numbers. The hash takes a few operations an
/// integer; that of a dictionary of arrays would take several times as many.
struct SequenceTable {
  /// All sequences, concatenated.
  private(set) var numbers: [Int64] = []
  /// The start of each sequence in `numbers`, and the end of the last.
  private var starts: [Int] = [0]
  /// Indices by hash, and by the number of earlier sequences with the same hash.
  private var indices = PairTable()

  var count: Int { starts.count - 1 }
  /// The number of integers of all sequences.
  var size: Int { numbers.count }

  subscript(index: Int) -> ArraySlice<Int64> { numbers[starts[index]..<starts[index + 1]] }

  /// The index in `numbers` of the first integer of a sequence.
  func start(of index: Int) -> Int { starts[index] }

  /// The index of a sequence, or nil if it is not in the table.
  func find(_ sequence: [Int64]) -> Int? { place(of: sequence).index }

  /// - Returns: the index of the sequence, and true if it is new.
  mutating func index(of sequence: [Int64]) -> (index: Int, isNew: Bool) {
    let (known, hash, others) = place(of: sequence)
    if let known { return (known, false) }
    let index = count
    indices.insert(hash, others, value: index)
    numbers += sequence
    starts.append(numbers.count)
    return (index, true)
  }

  /// The index of a sequence if it is in the table, its hash, and the number of other sequences with the same
  /// hash.
  private func place(of sequence: [Int64]) -> (index: Int?, hash: Int64, others: Int64) {
    // An odd constant, the fraction of the golden ratio. The shift moves the high bits, which depend on all
    // previous integers of the chain, down to the low ones.
    func mix(_ hash: inout UInt64, _ number: Int64) {
      hash = (hash ^ UInt64(bitPattern: number)) &* 0x9e37_79b9_7f4a_7c15
      hash ^= hash &>> 32
    }
    // Two chains of products take half the time of one.
    var (hash, odd) = (UInt64(truncatingIfNeeded: sequence.count), UInt64(0))
    sequence.withUnsafeBufferPointer { numbers in
      var index = 0
      while index + 1 < numbers.count {
        mix(&hash, numbers[index])
        mix(&odd, numbers[index + 1])
        index += 2
      }
      if index < numbers.count { mix(&hash, numbers[index]) }
    }
    mix(&hash, Int64(bitPattern: odd))
    var others: Int64 = 0
    while let known = indices.find(Int64(bitPattern: hash), others) {
      if isEqual(known, to: sequence) { return (known, Int64(bitPattern: hash), others) }
      others += 1
    }
    return (nil, Int64(bitPattern: hash), others)
  }

  private func isEqual(_ index: Int, to sequence: [Int64]) -> Bool {
    let (start, end) = (starts[index], starts[index + 1])
    if end - start != sequence.count { return false }
    return numbers.withUnsafeBufferPointer { numbers in
      sequence.withUnsafeBufferPointer { sequence in
        for i in sequence.indices where numbers[start + i] != sequence[i] { return false }
        return true
      }
    }
  }

  /// Reserves memory for so many integers in all.
  mutating func reserveCapacity(_ integers: Int) { numbers.reserveCapacity(integers) }

  mutating func removeAll() {
    numbers.removeAll(keepingCapacity: true)
    starts.removeAll(keepingCapacity: true)
    starts.append(0)
    indices.removeAll()
  }
}
