import PIMExperiments
import PIMGPT
import Testing

/// The comparison with a file's logits, as a terminal shows it.
@Suite struct ReferenceTextTests {
  private static func comparison(tolerance: Double, positions: Int) -> ReferenceComparison {
    var comparison = ReferenceComparison(file: "a.safetensors", largestLogit: 8, tolerance: tolerance)
    for position in 0..<positions {
      // The differences grow: 0, 0.25 / 8, 0.5 / 8, …
      comparison.add(
        position: position, logits: [8, 7], machine: [8, 7 + 0.5 * Float(position)],
        float: [8, 7 + 0.25 * Float(position)])
    }
    return comparison
  }

  @Test func allPositionsOfAShortFile() {
    #expect(
      VerificationReport.text(of: Self.comparison(tolerance: 0.0625, positions: 4)) == """
        Against a.safetensors, in parts of its largest logit, 8.000

          Reference B  9.4e-02  largest difference, at position 3
                             4  greedy choices of 4 equal
                       6.3e-02  tolerance: BROKEN first at position 3
          machine      1.9e-01  largest difference, at position 3
                             3  greedy choices of 4 equal

        All positions

          position  Reference B  machine   margin  choice  Reference B  machine
                 0          0.0      0.0  1.3e-01       0  equal        equal
                 1      3.1e-02  6.3e-02  1.3e-01       0  equal        equal
                 2      6.3e-02  1.3e-01  1.3e-01       0  equal        equal
                 3      9.4e-02  1.9e-01  1.3e-01       0  equal        1

        """)
  }

  /// The largest difference first; with `isVerbose` every position, in the order of the run.
  @Test func fivePositionsOfALongFile() {
    let comparison = Self.comparison(tolerance: 1, positions: 7)
    func positions(_ text: String) -> [String] {
      text.split(separator: "\n").drop { !$0.contains("  position  ") }.dropFirst()
        .map { String($0.split(separator: " ")[0]) }
    }
    let short = VerificationReport.text(of: comparison)
    #expect(
      short.contains("\nThe worst 5 positions of Reference B\n") && short.contains("tolerance: within\n"))
    #expect(positions(short) == ["6", "5", "4", "3", "2"])
    let long = VerificationReport.text(of: comparison, isVerbose: true)
    #expect(long.contains("\nAll positions\n"))
    #expect(positions(long) == ["0", "1", "2", "3", "4", "5", "6"])
  }
}
