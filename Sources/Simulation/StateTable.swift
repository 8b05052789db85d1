/// Sequences of numbers that are found by their content, and numbered as they come: the relative states of channels.
struct StateTable {
  private var words: [Int64] = []
  /// Where each begins in `words`, and where the last ends.
  private var starts: [Int] = [0]
  /// Indices by hash and by how many others with the same hash came before.
  private var indices = PairTable()

  var count: Int { starts.count - 1 }

  subscript(index: Int) -> ArraySlice<Int64> { words[starts[index]..<starts[index + 1]] }

  /// - Returns: the sequence's number, and whether it is new.
  mutating func number(of sequence: [Int64]) -> (index: Int, isNew: Bool) {
    var hash: UInt64 = 0
    for word in sequence { hash = (hash ^ UInt64(bitPattern: word)) &* 0x9e37_79b9_7f4a_7c15 ^ hash >> 29 }
    var place: Int64 = 0
    while let known = indices.find(Int64(bitPattern: hash), place) {
      if self[known].elementsEqual(sequence) { return (known, false) }
      place += 1
    }
    let index = count
    indices.insert(Int64(bitPattern: hash), place, value: index)
    words += sequence
    starts.append(words.count)
    return (index, true)
  }

  mutating func removeAll() {
    words.removeAll()
    starts = [0]
    indices.removeAll()
  }
}
