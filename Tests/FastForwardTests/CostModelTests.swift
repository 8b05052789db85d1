import Testing

@_spi(Ablation) @testable import PIMFastForward

/// Credit is counted in thirtieths of a step; a transition costs 10 steps here.
@Suite struct CostModelTests {
  private static let settings = FastSettings {
    ($0.learningCost, $0.trial, $0.longestTrial) = (300, 4, 4)
  }

  /// A transition of one request and no command takes 300 + 1 - 30 / 30 = 300. The trial is for four.
  @Test func theTrialEnds() {
    var costs = CostModel(Self.settings)
    for _ in 0..<3 {
      costs.learn(requests: 1, commands: 0)
      #expect(!costs.hasGivenUp)
    }
    costs.learn(requests: 1, commands: 0)
    #expect(costs.hasGivenUp)
    // Each simulated step pays a thirtieth of itself; the next trial is twice as long.
    #expect(costs.patience == 2400)
    costs.simulate(steps: 2399)
    #expect(costs.hasGivenUp)
    costs.simulate(steps: 1)
    #expect(!costs.hasGivenUp)
  }

  @Test func hitsPay() {
    var costs = CostModel(Self.settings)
    for _ in 0..<100 {
      costs.learn(requests: 1, commands: 0)
      costs.save(steps: 9, commands: 30)
    }
    #expect(!costs.hasGivenUp)
  }

  /// Trials of 4, 8, 16 and 16 transitions.
  @Test func trialsBecomeLongerUpToALimit() {
    var costs = CostModel(Self.settings)
    var lengths: [Int64] = []
    for _ in 0..<4 {
      while !costs.hasGivenUp { costs.learn(requests: 1, commands: 0) }
      lengths.append(costs.patience / 300)
      costs.simulate(steps: costs.patience)
    }
    #expect(lengths == [8, 16, 16, 16])
  }

  /// What was saved long ago counts for no more than the longest trial, 4 × 4 transitions.
  @Test func creditIsBounded() {
    var costs = CostModel(Self.settings)
    costs.save(steps: 1_000_000, commands: 0)
    var learned = 0
    while !costs.hasGivenUp {
      costs.learn(requests: 1, commands: 0)
      learned += 1
    }
    #expect(learned == 16)
  }

  @Test func workInVainAndLookingAheadAreCharged() {
    var costs = CostModel(Self.settings)
    costs.waste(steps: 39)
    #expect(!costs.hasGivenUp)
    costs.waste(steps: 1)
    #expect(costs.hasGivenUp)
    costs = CostModel(Self.settings)
    costs.lookAhead(commands: 1199)
    costs.learn(requests: 1, commands: 0)
    #expect(costs.hasGivenUp)
  }

  @Test func switches() {
    var off = CostModel(FastSettings { $0.mechanisms.remove(.costModel) })
    off.waste(steps: 1_000_000)
    #expect(!off.hasGivenUp)
    var once = CostModel(FastSettings { $0.mechanisms.remove(.retrials) })
    once.waste(steps: 1_000_000)
    once.simulate(steps: 1 << 40)
    #expect(once.hasGivenUp && once.patience == .max)
  }
}
