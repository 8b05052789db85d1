import PIMNumerics
import Testing

@testable import PIMExecution

/// The set of bits against an array of truth values.
@Suite struct BitSetTests {
  /// Ranges that begin and end in every place of a word, and that span words.
  @Test(arguments: [1, 63, 64, 65, 200, 1024]) func doesWhatAnArrayDoes(count: Int) {
    var random = SeededGenerator(seed: UInt64(count))
    var (bits, array) = (BitSet(count: count), Array(repeating: false, count: count))
    #expect(bits.count == count)
    for _ in 0..<500 {
      let first = random.nextIndex(below: count)
      let range = first..<first + random.nextIndex(below: count - first + 1)
      switch random.nextIndex(below: 20) {
      case 0:
        bits.removeAll()
        array = Array(repeating: false, count: count)
      case 1..<10:
        bits.insert(range)
        for index in range { array[index] = true }
      default:
        bits.remove(range)
        for index in range { array[index] = false }
      }
      let looked = random.nextIndex(below: count)
      let end = looked..<looked + random.nextIndex(below: count - looked + 1)
      #expect(bits[looked] == array[looked])
      #expect(bits.intersects(end) == array[end].contains(true))
      #expect(bits.firstMissing(in: end) == array[end].firstIndex(of: false))
    }
  }

  @Test func anEmptyRangeHasNoBits() {
    var bits = BitSet(count: 64)
    bits.insert(0..<64)
    #expect(!bits.intersects(7..<7) && bits.firstMissing(in: 64..<64) == nil)
    bits.remove(64..<64)
    #expect(bits.firstMissing(in: 0..<64) == nil)
  }
}
