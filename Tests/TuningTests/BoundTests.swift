import PIMConfiguration
import PIMExperiments
import PIMTestSupport
import PIMTuning
import Testing

@Suite struct TuningBoundTests {
  /// Under gross accounting a refresh with a current below standby gives energy back, so the energy of what a
  /// run cannot avoid is no bound: there is none.
  @Test func noBoundWithNegativePrices() throws {
    func bound(_ overrides: [String]) throws -> Int128 {
      let tuning = try Tuning(
        Tuning.Subject("gpt2-small", overrides: ["tokens=2"] + overrides),
        in: SpaceTests.space("mapping: best\nchoices: {bias: [asic]}"), objective: .energy,
        library: Fixtures.library)
      let run = try tuning.run([0])
      let least = try TuningBound(tuning).least(behind: []).energy
      guard case .measured(_, let energy) = run.outcome else { return -1 }
      #expect(least <= energy)
      return least
    }
    #expect(try bound([]) > 0)
    #expect(try bound(["system.electrical.IDD5B=0 mA"]) == 0)
  }

  /// A difference that a binary64 cannot hold is no proof.
  @Test func theLeastGap() {
    let (a, b) = (Int128(1) << 100, (Int128(1) << 100) + 1)
    let (less, more) = (
      Objective.energy.cost(latency: 1, energy: a), Objective.energy.cost(latency: 1, energy: b)
    )
    #expect(more.gap(above: less) == .leastNonzeroMagnitude)
    #expect(less.gap(above: more) == nil && less.gap(above: less) == nil)
    let half = Objective.product.cost(latency: 4, energy: a).gap(above: Objective.product.cost(latency: 2, energy: a))
    #expect(half == 0.5)
  }
}
