import PIMNumerics
import Testing

@testable import PIMSimulation

/// Runs of numbers against a set of the numbers themselves.
@Suite struct RunSetTests {
  @Test(arguments: 0..<50 as Range<UInt64>) func holdsWhatWasInserted(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var set = RunSet()
    var numbers: Set<Int> = []
    for _ in 0..<60 {
      let start = random.pick(0...80)
      let run = start..<start + random.pick(0...6)
      set.insert(run)
      numbers.formUnion(run)
      let asked = random.pick(0...90)
      let question = asked..<asked + random.pick(0...4)
      #expect(set.overlaps(question) == question.contains { numbers.contains($0) })
    }
    #expect(set.runs.flatMap { Array($0) } == numbers.sorted())
    #expect(zip(set.runs, set.runs.dropFirst()).allSatisfy { $0.upperBound < $1.lowerBound })
  }

  /// What alternates between two places stays two runs, so a long block is gone through in time that grows
  /// with its length.
  @Test func doesNotGrowWithRepetition() {
    var set = RunSet()
    for i in 0..<1000 { set.insert(i % 2 == 0 ? 0..<16 : 1024..<1040) }
    #expect(set.runs == [0..<16, 1024..<1040])
  }
}
