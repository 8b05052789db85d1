/// Sequences of numbers that are found by their content and numbered as they come: what the `fast` engine's
/// memos and the planner compare things by. A few operations a number, where a dictionary of arrays would
/// take several times as many for its hash.
struct SequenceTable {
  private var numbers: [Int64] = []
  /// Where each begins in `numbers`, and where the last ends.
  private var starts: [Int] = [0]
  /// Indices by hash and by how many others with the same hash came before.
  private var indices = PairTable()

  var count: Int { starts.count - 1 }
  /// Numbers of all sequences.
  var size: Int { numbers.count }

  subscript(index: Int) -> ArraySlice<Int64> { numbers[starts[index]..<starts[index + 1]] }

  /// The index of a sequence, or nil if it has not come.
  func find(_ sequence: [Int64]) -> Int? { place(of: sequence).index }

  /// - Returns: the sequence's index, and whether it is new.
  mutating func index(of sequence: [Int64]) -> (index: Int, isNew: Bool) {
    let (known, hash, others) = place(of: sequence)
    if let known { return (known, false) }
    let index = count
    indices.insert(hash, others, value: index)
    numbers += sequence
    starts.append(numbers.count)
    return (index, true)
  }

  /// The index of a sequence if it has come, its hash, and how many others with the same hash came before.
  private func place(of sequence: [Int64]) -> (index: Int?, hash: Int64, others: Int64) {
    // An odd constant, the golden ratio's fraction. The shift brings the high bits, which depend on all
    // before, down to the others.
    var hash = UInt64(truncatingIfNeeded: sequence.count)
    for number in sequence {
      hash = (hash ^ UInt64(bitPattern: number)) &* 0x9e37_79b9_7f4a_7c15
      hash ^= hash &>> 32
    }
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
    for i in sequence.indices where numbers[start + i] != sequence[i] { return false }
    return true
  }

  mutating func removeAll() {
    numbers.removeAll(keepingCapacity: true)
    starts.removeAll(keepingCapacity: true)
    starts.append(0)
    indices.removeAll()
  }
}
