/// The cost of a function on the vector engine: a sequence of phases.
///
///     let cost = OperationCost(of: .softmax(count: 1024))
///     cost.cycles(adders: 256, multipliers: 128)
package struct OperationCost: Hashable, Sendable {
  /// The length of a chain of operations, each of which needs the result of the one before.
  package struct Chain: Hashable, Sendable, Comparable {
    /// The number of additions in the chain.
    package var additions: Int
    /// The number of multiplications in the chain.
    package var multiplications: Int

    /// Creates a chain from its numbers of operations.
    package init(additions: Int = 0, multiplications: Int = 0) {
      self.additions = additions
      self.multiplications = multiplications
    }

    /// True if the left chain has fewer operations, or as many and fewer multiplications. The greatest chain
    /// is the critical path if adders and multipliers have the same latency, and otherwise a path with the
    /// most operations.
    package static func < (left: Chain, right: Chain) -> Bool {
      let (leftLength, rightLength) = (
        left.additions + left.multiplications, right.additions + right.multiplications
      )
      return leftLength == rightLength
        ? left.multiplications < right.multiplications : leftLength < rightLength
    }
  }

  /// A pass in which elements stream through adders and multipliers at the same time. The next phase begins
  /// when the whole result of this one exists.
  public struct Phase: Hashable, Sendable {
    /// The number of additions, including comparisons and integer additions.
    package var additions: Int
    /// The number of multiplications.
    public var multiplications: Int
    /// The longest chain from an operand of the phase to a result. A tree over n elements counts ⌈log₂ n⌉
    /// additions.
    package var chain: Chain

    /// Creates a phase from its operations and its longest chain.
    public init(additions: Int = 0, multiplications: Int = 0, chain: Chain = Chain()) {
      self.additions = additions
      self.multiplications = multiplications
      self.chain = chain
    }

    var isEmpty: Bool { additions == 0 && multiplications == 0 }
  }

  /// The phases in order.
  public var phases: [Phase]

  /// Creates a cost from its phases.
  public init(phases: [Phase]) {
    self.phases = phases
  }

  /// The additions of all phases, including comparisons and integer additions.
  public var additions: Int { phases.reduce(0) { $0 + $1.additions } }
  /// The multiplications of all phases.
  public var multiplications: Int { phases.reduce(0) { $0 + $1.multiplications } }

  /// The number of cycles from the first operation to the last result.
  ///
  /// A phase takes the cycles in which operations are issued, `max(⌈additions / adders⌉, ⌈multiplications /
  /// multipliers⌉)`, plus the latencies of its longest chain, in which the pipeline fills and drains. The
  /// units are fully pipelined and accept an operation per cycle.
  ///
  /// - Parameters:
  ///   - adders: The number of adders, 256 in PIM-GPT.
  ///   - multipliers: The number of multipliers, 128 in PIM-GPT.
  ///   - adderLatency: The latency of an adder, in cycles.
  ///   - multiplierLatency: The latency of a multiplier, in cycles.
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
