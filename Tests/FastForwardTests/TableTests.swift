import Testing

@testable import PIMFastForward

@Suite struct PairTableTests {
  @Test func pairsAreFoundAfterTheTableHasGrown() {
    var table = PairTable()
    for i in 0..<5000 { table.insert(Int64(i % 70), Int64(i / 70), value: i) }
    #expect(table.count == 5000)
    for i in 0..<5000 { #expect(table.find(Int64(i % 70), Int64(i / 70)) == i) }
    #expect(table.find(70, 0) == nil)
  }

  @Test func anInsertedPairReplacesItsValue() {
    var table = PairTable()
    table.insert(3, -4, value: 1)
    table.insert(3, -4, value: 2)
    #expect(table.count == 1 && table.find(3, -4) == 2)
    #expect(table.find(-4, 3) == nil, "the order of the two numbers counts")
  }

  @Test func extremesAreNumbersLikeOthers() {
    var table = PairTable()
    table.insert(.min, .max, value: 0)
    table.insert(.max, .min, value: 1)
    table.insert(0, 0, value: 2)
    #expect(table.find(.min, .max) == 0 && table.find(.max, .min) == 1 && table.find(0, 0) == 2)
  }

  @Test func nothingIsFoundAfterRemoval() {
    var table = PairTable()
    for i in 0..<2000 { table.insert(Int64(i), 1, value: i) }
    table.removeAll()
    #expect(table.count == 0)
    for i in 0..<2000 { #expect(table.find(Int64(i), 1) == nil) }
  }

  @Test func halvesOfANumberComeBack() {
    for (high, low) in [(0, 0), (-1, 1), (1, -1), (Int32.min, .max), (.max, .min)] as [(Int32, Int32)] {
      let halves = unpacked(packed(high, low))
      #expect(halves.high == high && halves.low == low)
    }
  }
}

@Suite struct SequenceTableTests {
  @Test func equalSequencesHaveOneIndex() {
    var table = SequenceTable()
    #expect(table.index(of: [1, 2, 3]) == (0, true))
    #expect(table.index(of: []) == (1, true))
    #expect(table.index(of: [1, 2, 3]) == (0, false))
    #expect(table.index(of: [1, 2]) == (2, true))
    #expect(table.index(of: [3, 2, 1]) == (3, true))
    #expect(table.count == 4 && table.size == 8)
    #expect(table[0] == [1, 2, 3] && table[1].isEmpty && Array(table[3]) == [3, 2, 1])
    #expect(table.find([1, 2]) == 2 && table.find([2]) == nil)
  }

  /// Every sequence of four numbers below six, twice.
  @Test func manySequences() {
    var table = SequenceTable()
    for round in 0..<2 {
      for code in 0..<1296 {
        let sequence = [1, 6, 36, 216].map { Int64(code / $0 % 6) }
        #expect(table.index(of: sequence) == (code, round == 0))
      }
    }
  }

  @Test func indicesBeginAnewAfterRemoval() {
    var table = SequenceTable()
    _ = table.index(of: [7])
    table.removeAll()
    #expect(table.count == 0 && table.find([7]) == nil)
    #expect(table.index(of: [8]) == (0, true))
  }
}

@Suite struct PoolTests {
  private final class Counted {
    nonisolated(unsafe) static var living = 0
    let number: Int
    init(_ number: Int) {
      self.number = number
      Self.living += 1
    }
    deinit { Self.living -= 1 }
  }

  /// More than a slab holds, and more slabs than there is room for at first.
  @Test func elementsStayWhereTheyAre() {
    var pool = Pool<Int>()
    #expect(pool.append(11) == 0)
    let first = pool.at(0)
    for i in 1..<6000 { #expect(pool.append(11 + i) == i) }
    #expect(pool.count == 6000 && first.value == 11)
    for i in 0..<6000 { #expect(pool[i] == 11 + i) }
  }

  @Test func elementsAreReleasedOnce() {
    do {
      var pool = Pool<Counted>()
      for i in 0..<700 { pool.append(Counted(i)) }
      #expect(Counted.living == 700 && pool[699].number == 699)
      pool.removeAll()
      #expect(Counted.living == 0 && pool.count == 0)
      for i in 0..<3 { pool.append(Counted(i)) }
      #expect(Counted.living == 3)
    }
    #expect(Counted.living == 0)
  }
}
