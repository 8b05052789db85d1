import PIMExecution
import Testing

/// Differences of logits from those of a file.
@Suite struct ReferenceComparisonTests {
  /// Three positions, in parts of the largest logit, 8.
  private static func comparison(tolerance: Double = 0.0625) -> ReferenceComparison {
    var comparison = ReferenceComparison(file: "a", largestLogit: 8, tolerance: tolerance)
    comparison.add(position: 0, logits: [8, 1, -2], machine: [7, 1, -2], float: [8, 1.5, -2])
    // Two greatest logits: the first is the choice.
    comparison.add(position: 1, logits: [1, 2, 2], machine: [1, 2, 2.25], float: [1, 2, 2])
    comparison.add(position: 2, logits: [-4, -3, -6], machine: [-2, -3, -6], float: [-4.5, -3, -6])
    return comparison
  }

  @Test func differencesAreRelativeToTheLargestLogit() {
    let positions = Self.comparison().positions
    #expect(positions.map(\.position) == [0, 1, 2])
    // 0.5 / 8, 0 / 8, 0.5 / 8.
    #expect(positions.map(\.floatDifference) == [0.0625, 0, 0.0625])
    // 1 / 8, 0.25 / 8, 2 / 8.
    #expect(positions.map(\.machineDifference) == [0.125, 0.03125, 0.25])
  }

  @Test func choicesAndMargins() {
    let comparison = Self.comparison()
    #expect(comparison.positions.map(\.choice) == [0, 1, 1])
    #expect(comparison.positions.map(\.floatChoice) == [0, 1, 1])
    #expect(comparison.positions.map(\.machineChoice) == [0, 2, 0])
    // (8 − 1) / 8, 2 − 2, (−3 + 4) / 8.
    #expect(comparison.positions.map(\.margin) == [0.875, 0, 0.125])
    #expect(comparison.equalFloatChoices == 3 && comparison.equalMachineChoices == 1)
  }

  /// Equal differences are in the order of the run.
  @Test func worstPositions() {
    let comparison = Self.comparison()
    #expect(comparison.worst(2).map(\.position) == [0, 2])
    #expect(comparison.worst(5).map(\.position) == [0, 2, 1])
    #expect(comparison.worstFloat?.position == 0 && comparison.worstMachine?.position == 2)
  }

  /// A difference equal to the tolerance is within it. The machine's differences have no tolerance.
  @Test func tolerance() {
    #expect(Self.comparison().firstOverTolerance == nil)
    #expect(Self.comparison(tolerance: 0.0625.nextDown).firstOverTolerance?.position == 0)
    var comparison = ReferenceComparison(file: "a", largestLogit: 4, tolerance: 0)
    comparison.add(position: 0, logits: [4], machine: [3], float: [4])
    #expect(comparison.firstOverTolerance == nil)
    comparison.add(position: 1, logits: [4], machine: [4], float: [Float(4).nextDown])
    #expect(comparison.firstOverTolerance?.position == 1)
  }

  @Test func aVocabularyOfOneTokenHasNoMargin() {
    var comparison = ReferenceComparison(file: "a", largestLogit: 4)
    comparison.add(position: 0, logits: [4], machine: [4], float: [4])
    #expect(comparison.positions[0].margin == nil)
    #expect(comparison.tolerance == 2e-4)
  }

  @Test func withoutPositionsThereIsNoWorst() {
    let comparison = ReferenceComparison(file: "a", largestLogit: 4)
    #expect(comparison.worstFloat == nil && comparison.worstMachine == nil && comparison.worst(5).isEmpty)
    #expect(comparison.firstOverTolerance == nil)
  }
}
