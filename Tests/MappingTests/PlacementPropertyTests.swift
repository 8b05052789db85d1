import PIMMapping
import PIMNumerics
import PIMWorkload
import Testing

@Suite struct PlacementPropertyTests {
  /// Every element of every tensor has a place of its own, the runs agree with the queries, and these are
  /// inverse to each other.
  @Test(arguments: 0..<150 as Range<UInt64>)
  func everyElementHasItsOwnPlace(seed: UInt64) throws {
    let memory = try RandomCase(seed: seed).compile().memory
    let geometry = memory.geometry
    let bankElements = memory.rows * geometry.elementsPerRow
    let placements = memory.placements
    var owner = Array(repeating: Int32(-1), count: geometry.channels * geometry.banks * bankElements)
    var random = SeededGenerator(seed: seed)
    for (index, placement) in placements.enumerated() {
      var seen = Array(repeating: false, count: placement.tensor.elements)
      let columns = placement.matrixShape.columns
      var wrong = 0
      var banks: Set<Int> = []
      var channels: Set<Int> = []
      placement.forEachElementRun { run in
        if run.start.column * geometry.lanes + run.start.lane + run.count > geometry.elementsPerRow {
          wrong += 1
        }
        if !placement.rows.contains(run.start.row) { wrong += 1 }
        banks.insert(run.start.bank)
        channels.insert(run.start.channel)
        let base =
          (run.start.channel * geometry.banks + run.start.bank) * bankElements
          + run.start.row * geometry.elementsPerRow + run.start.column * geometry.lanes + run.start.lane
        for k in 0..<run.count {
          let element = run.firstElement + k * run.elementStride
          if seen[element] || owner[base + k] != -1 { wrong += 1 }
          seen[element] = true
          owner[base + k] = Int32(index)
        }
        let (i, j) = run.firstElement.quotientAndRemainder(dividingBy: columns)
        if placement.location(i, j) != run.start { wrong += 1 }
      }
      #expect(wrong == 0, "\(placement.tensor.name)")
      #expect(seen.allSatisfy { $0 }, "\(placement.tensor.name)")
      #expect(banks.count == placement.banksUsed)
      #expect(channels.sorted() == placement.channelsUsed)
      for _ in 0..<20 {
        let i = Int.random(in: 0..<placement.matrixShape.rows, using: &random)
        let j = Int.random(in: 0..<columns, using: &random)
        let location = try #require(memory.location(of: placement.tensor.name, i, j))
        #expect(memory.content(at: location) == .element(tensor: placement.tensor.name, i: i, j: j))
      }
    }
    for _ in 0..<500 {
      let cell = Int.random(in: owner.indices, using: &random)
      let (bank, element) = cell.quotientAndRemainder(dividingBy: bankElements)
      let location = CellLocation(
        channel: bank / geometry.banks, bank: bank % geometry.banks, row: element / geometry.elementsPerRow,
        column: element % geometry.elementsPerRow / geometry.lanes, lane: element % geometry.lanes)
      if case .element(let tensor, let i, let j) = memory.content(at: location) {
        #expect(owner[cell] >= 0 && placements[Int(owner[cell])].tensor.name == tensor)
        #expect(memory.location(of: tensor, i, j) == location)
      } else {
        #expect(owner[cell] == -1)
      }
    }
  }
}
