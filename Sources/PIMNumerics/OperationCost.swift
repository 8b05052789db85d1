/// What a function costs the vector engine: phases that follow each other.
///
///     let cost = OperationCost(of: .softmax(count: 1024))
///     cost.cycles(adders: 256, multipliers: 128)
public struct OperationCost: Hashable, Sendable {
  /// Operations of which each needs the result of the one before.
  public struct Chain: Hashable, Sendable, Comparable {
    public var additions: Int
    public var multiplications: Int

    public init(additions: Int = 0, multiplications: Int = 0) {
      self.additions = additions
      self.multiplications = multiplications
    }

    /// A chain is longer if it has more operations; of equals, if it has more multiplications. This finds the critical
    /// path wherever adders and multipliers take equally long, and a path of the same length otherwise.
    public static func < (left: Chain, right: Chain) -> Bool {
      let (leftLength, rightLength) = (
        left.additions + left.multiplications, right.additions + right.multiplications
      )
      return leftLength == rightLength
        ? left.multiplications < right.multiplications : leftLength < rightLength
    }
  }

  /// One pass in which the elements stream through adders and multipliers at the same time. The next phase begins when
  /// this one's whole result is there.
  public struct Phase: Hashable, Sendable {
    /// Additions, among them comparisons and integer additions.
    public var additions: Int
    public var multiplications: Int
    /// The longest chain from an operand of the phase to a result. A tree over n elements counts ⌈log₂ n⌉ additions.
    public var chain: Chain

    public init(additions: Int = 0, multiplications: Int = 0, chain: Chain = Chain()) {
      self.additions = additions
      self.multiplications = multiplications
      self.chain = chain
    }

    var isEmpty: Bool { additions == 0 && multiplications == 0 }
  }

  /// The phases in order.
  public var phases: [Phase]

  public init(phases: [Phase]) {
    self.phases = phases
  }

  /// All additions, among them comparisons and integer additions.
  public var additions: Int { phases.reduce(0) { $0 + $1.additions } }
  /// All multiplications.
  public var multiplications: Int { phases.reduce(0) { $0 + $1.multiplications } }

  /// Cycles from the first operation to the last result.
  ///
  /// For each phase, the cycles in which operations issue,
  /// `max(⌈additions / adders⌉, ⌈multiplications / multipliers⌉)`, and the cycles in which the pipeline fills and
  /// drains, the latencies of the phase's longest chain. The units are fully pipelined and take an operation a cycle each.
  ///
  /// - Parameters:
  ///   - adders: Adders of the engine, 256 in PIM-GPT.
  ///   - multipliers: Multipliers of the engine, 128 in PIM-GPT.
  ///   - adderLatency: Cycles from an adder's operands to its result.
  ///   - multiplierLatency: Cycles from a multiplier's operands to its result.
  /// - Complexity: O(phases).
  public func cycles(adders: Int, multipliers: Int, adderLatency: Int = 1, multiplierLatency: Int = 1) -> Int
  {
    precondition(adders > 0 && multipliers > 0, "the engine has at least one adder and one multiplier")
    precondition(adderLatency >= 0 && multiplierLatency >= 0, "a latency is not negative")
    var total = 0
    for phase in phases {
      let issue = max(
        (phase.additions + adders - 1) / adders, (phase.multiplications + multipliers - 1) / multipliers)
      total +=
        issue + phase.chain.additions * adderLatency + phase.chain.multiplications * multiplierLatency
    }
    return total
  }
}
