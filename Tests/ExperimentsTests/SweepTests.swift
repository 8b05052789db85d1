internal import PIMExperiments
import PIMGPT
import PIMTestSupport
import Testing

/// What is best of a sweep. What a sweep reads and leaves on the disk is in CommandLineTests.
@Suite struct SweepTests {
  /// (1, 4), (2, 2) and (4, 1) are on the front; (2, 3) is worse than (2, 2) in one and better in none; equal
  /// points both stay.
  @Test func paretoFront() {
    #expect(ParetoFront.indices(of: [[1, 4], [2, 3], [2, 2], [4, 1], [5, 5], [2, 2]]) == [0, 2, 3, 5])
    #expect(ParetoFront.indices(of: []).isEmpty)
    #expect(ParetoFront.dominates([1, 1], [1, 2]) && !ParetoFront.dominates([1, 1], [1, 1]))
    // Three measures: the second is worse in two and best in the third.
    #expect(ParetoFront.indices(of: [[1, 1, 9], [2, 2, 1], [2, 2, 9]]) == [0, 1])
  }
}
