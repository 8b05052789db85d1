/// The cost of a function on the vector engine: a sequence of passes.
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

  /// A pass in which elements stream through adders and multipliers at the same time. The next pass begins
  /// when the whole result of this one exists.
  package struct Pass: Hashable, Sendable {
    /// The number of additions, including comparisons and integer additions.
    package var additions: Int
    /// The number of multiplications.
    package var multiplications: Int
    /// The longest chain from an operand of the pass to a result. A tree over n elements counts ⌈log₂ n⌉
    /// additions.
    package var chain: Chain

    /// Creates a pass from its operations and its longest chain.
    package init(additions: Int = 0, multiplications: Int = 0, chain: Chain = Chain()) {
      self.additions = additions
      self.multiplications = multiplications
      self.chain = chain
    }

    var isEmpty: Bool { additions == 0 && multiplications == 0 }
  }

  /// The passes in order.
  package var passes: [Pass]

  /// Creates a cost from its passes.
  package init(passes: [Pass]) {
    self.passes = passes
  }

  /// The additions of all passes, including comparisons and integer additions.
  package var additions: Int { passes.reduce(0) { $0 + $1.additions } }
  /// The multiplications of all passes.
  package var multiplications: Int { passes.reduce(0) { $0 + $1.multiplications } }

  /// The number of cycles from the first operation to the last result.
  ///
  /// A pass takes the cycles in which operations are issued, `max(⌈additions / adders⌉, ⌈multiplications /
  /// multipliers⌉)`, plus the latencies of its longest chain, in which the pipeline fills and drains. The
  /// units are fully pipelined and accept an operation per cycle.
  ///
  /// - Parameters:
  ///   - adders: The number of adders, 256 in PIM-GPT.
  ///   - multipliers: The number of multipliers, 128 in PIM-GPT.
  ///   - adderLatency: The latency of an adder, in cycles.
  ///   - multiplierLatency: The latency of a multiplier, in cycles.
  ///   - rows: Rows of the operands, which stream through the units together.
  /// - Complexity: O(passes).
  package func cycles(
    adders: Int, multipliers: Int, adderLatency: Int = 1, multiplierLatency: Int = 1, rows: Int = 1
  ) -> Int {
    precondition(adders > 0 && multipliers > 0, "the engine has at least one adder and one multiplier")
    precondition(adderLatency >= 0 && multiplierLatency >= 0, "a latency is not negative")
    var total = 0
    for pass in passes {
      let issue = max(
        (rows * pass.additions + adders - 1) / adders,
        (rows * pass.multiplications + multipliers - 1) / multipliers)
      total +=
        issue + pass.chain.additions * adderLatency + pass.chain.multiplications * multiplierLatency
    }
    return total
  }
}
