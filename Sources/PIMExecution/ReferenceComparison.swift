/// The differences of the machine's and of Reference B's logits from those of a file, by position.
///
///     var comparison = ReferenceComparison(file: "a.safetensors", largestLogit: 8, tolerance: 2e-4)
///     comparison.add(position: 0, logits: [8, 1], machine: [7, 1], float: [8, 1.0001])
///     comparison.worstMachine!.machineDifference  // 0.125
///
/// Differences and margins are relative to the largest absolute logit of the whole file.
public struct ReferenceComparison: Sendable, Hashable {
  /// The tolerance of Reference B where none is given. PyTorch and Reference B sum in different orders; two
  /// versions of PyTorch differ by up to 1e-4.
  public static let defaultTolerance = 2e-4

  /// The comparison at one position.
  public struct Position: Sendable, Hashable {
    /// The position, from 0.
    public let position: Int
    /// The largest absolute difference of Reference B's logits, relative.
    public let floatDifference: Double
    /// The largest absolute difference of the machine's logits, relative.
    public let machineDifference: Double
    /// The greedy choice of the file: the token of the greatest logit, the first of equals.
    public let choice: Int
    /// The greedy choice of Reference B.
    public let floatChoice: Int
    /// The greedy choice of the machine.
    public let machineChoice: Int
    /// The distance of the file's greatest logit from its second greatest, relative; nil for a vocabulary of
    /// one token. A choice can change only if logits differ by half of the margin or more.
    public let margin: Double?
  }

  /// The path of the file.
  public let file: String
  /// The largest absolute logit of the file, the unit of all differences.
  public let largestLogit: Float
  /// The greatest difference of Reference B that is allowed.
  public let tolerance: Double
  /// The compared positions, in the order of the run.
  public private(set) var positions: [Position] = []

  /// Creates a comparison of no positions.
  ///
  /// - Precondition: the largest logit is finite and greater than 0, the tolerance is not negative.
  package init(file: String, largestLogit: Float, tolerance: Double = defaultTolerance) {
    precondition(largestLogit > 0 && largestLogit.isFinite, "a unit for the differences")
    precondition(tolerance >= 0, "a tolerance")
    (self.file, self.largestLogit, self.tolerance) = (file, largestLogit, tolerance)
  }

  /// Adds one position.
  ///
  /// - Parameters:
  ///   - logits: the file's logits of the position.
  ///   - machine: the machine's.
  ///   - float: Reference B's.
  /// - Precondition: all have the same number of logits, at least one.
  package mutating func add(position: Int, logits: [Float], machine: [Float], float: [Float]) {
    positions.append(
      Position(
        position: position, floatDifference: difference(logits, float),
        machineDifference: difference(logits, machine), choice: indexOfGreatest(logits),
        floatChoice: indexOfGreatest(float), machineChoice: indexOfGreatest(machine),
        margin: margin(of: logits)))
  }

  private func difference(_ a: [Float], _ b: [Float]) -> Double {
    precondition(a.count == b.count && !a.isEmpty, "logits of the same vocabulary")
    return zip(a, b).reduce(0) { max($0, abs(Double($1.0) - Double($1.1))) } / Double(largestLogit)
  }

  private func margin(of logits: [Float]) -> Double? {
    guard logits.count > 1 else { return nil }
    let choice = indexOfGreatest(logits)
    let second = logits.indices.reduce(-Float.infinity) { $1 == choice ? $0 : max($0, logits[$1]) }
    return (Double(logits[choice]) - Double(second)) / Double(largestLogit)
  }

  /// The position of Reference B's largest difference, the first of equals; nil without positions.
  public var worstFloat: Position? { worst(1).first }

  /// The position of the machine's largest difference, the first of equals; nil without positions.
  public var worstMachine: Position? {
    var worst: Position?
    for position in positions where position.machineDifference > worst?.machineDifference ?? -1 {
      worst = position
    }
    return worst
  }

  /// The positions of Reference B's largest differences, the largest first; equal ones in the order of the
  /// run.
  ///
  /// - Complexity: O(n log n) for n positions.
  public func worst(_ count: Int) -> [Position] {
    // The order is total, so that the result does not depend on the algorithm of the sort.
    let sorted = positions.indices.sorted { a, b in
      let (left, right) = (positions[a].floatDifference, positions[b].floatDifference)
      return left == right ? a < b : left > right
    }
    return sorted.prefix(count).map { positions[$0] }
  }

  /// The number of positions at which Reference B's greedy choice is the file's.
  public var equalFloatChoices: Int { positions.count { $0.floatChoice == $0.choice } }

  /// The number of positions at which the machine's greedy choice is the file's.
  public var equalMachineChoices: Int { positions.count { $0.machineChoice == $0.choice } }

  /// The first position at which Reference B's difference is over the tolerance; nil if all are within.
  public var firstOverTolerance: Position? { positions.first { $0.floatDifference > tolerance } }
}
