internal import PIMConfiguration
internal import PIMExecution
internal import PIMWorkload

/// Tokens, and the logits that another implementation computed from them: a safetensors file with `input_ids`
/// [n] and `logits` [n, vocabulary].
public struct ReferenceLogits: Sendable {
  /// The path of the file.
  public let path: String
  /// The token of each position.
  public let tokens: [Int]
  /// The largest absolute logit of all positions, which differences are related to.
  public let largest: Float
  private let logits: [Float]
  private let vocabulary: Int

  /// Reads a file for an experiment.
  ///
  /// - Throws: `CheckpointError` for a file that cannot be read, and for tensors that are missing or do not fit
  ///   each other or the model; `InputError` for more tokens than the run has, and for a run without embedding
  ///   or LM head.
  public init(path: String, for experiment: Experiment) throws {
    let (run, model) = (experiment.run, experiment.model)
    let file = try SafeTensors(path: path)
    let ids = try file.integers("input_ids").map { Int($0) }
    guard let shape = file["input_ids"]?.shape, shape.count == 1, !ids.isEmpty else {
      throw CheckpointError(
        file: path, tensor: "input_ids", "has shape \(file["input_ids"]?.shape ?? []); expected [n]")
    }
    if let index = ids.firstIndex(where: { !(0..<model.vocabulary).contains($0) }) {
      throw CheckpointError(
        file: path, tensor: "input_ids",
        "element \(index) is \(ids[index]); expected a token of \(model.name), 0 to \(model.vocabulary - 1)")
    }
    let logits = try file.floats("logits")
    let expected = [ids.count, model.vocabulary]
    guard let found = file["logits"]?.shape, found == expected else {
      throw CheckpointError(
        file: path, tensor: "logits", "has shape \(file["logits"]?.shape ?? []); expected \(expected)")
    }
    if let index = logits.firstIndex(where: { !$0.isFinite }) {
      throw CheckpointError(file: path, tensor: "logits", "element \(index) is not finite")
    }
    guard run.embedding, run.lmHead else {
      throw InputError(
        "--reference \(path)", "the run has no logits of tokens",
        expected: "embedding: true and lmHead: true")
    }
    guard ids.count <= run.positions.count else {
      throw InputError(
        "--reference \(path)", "\(ids.count) tokens, and the run has \(run.positions.count) positions",
        expected: "--set tokens=\(ids.count), as far as the context of \(model.contextLimit) allows")
    }
    (self.path, tokens, self.logits, vocabulary) = (path, ids, logits, model.vocabulary)
    largest = logits.reduce(0) { max($0, abs($1)) }
  }

  /// Creates a reference from its numbers.
  init(path: String, tokens: [Int], logits: [Float], vocabulary: Int) {
    (self.path, self.tokens, self.logits, self.vocabulary) = (path, tokens, logits, vocabulary)
    largest = logits.reduce(0) { max($0, abs($1)) }
  }

  /// The logits of a position.
  func logits(at position: Int) -> ArraySlice<Float> {
    logits[position * vocabulary..<(position + 1) * vocabulary]
  }
}

/// How far the logits of Reference B and of the machine are from another implementation's.
public struct ReferenceComparison: Sendable {
  /// One position. Differences are absolute, and related to the largest logit of the whole file.
  public struct Position: Sendable, Hashable {
    /// The position.
    public var position: Int
    /// The largest difference of Reference B, which computes in binary32.
    public var float: Double
    /// The largest difference of the machine, which computes in its own arithmetic.
    public var machine: Double
    /// True if the largest logit is that of the file.
    public var floatAgrees: Bool
    /// True if the machine's largest logit is that of the file.
    public var machineAgrees: Bool
    /// The difference of the file's two largest logits, related in the same way. Where it is less than twice a
    /// difference, another choice is no fault.
    public var margin: Double
  }

  /// The default tolerance for Reference B. Two versions of PyTorch differ by up to 1e-4 on models of 64
  /// positions; the order of additions is all that differs.
  public static let defaultTolerance = 2e-4

  /// The path of the file.
  public let path: String
  /// The largest absolute logit of the file.
  public let largest: Float
  /// The largest difference of Reference B that is allowed.
  public let tolerance: Double
  /// The compared positions, in order.
  public private(set) var positions: [Position] = []

  init(_ reference: ReferenceLogits, tolerance: Double) {
    (path, largest, self.tolerance) = (reference.path, reference.largest, tolerance)
  }

  /// Adds a position.
  mutating func add(_ position: Int, _ reference: ReferenceLogits, float: [Float], machine: [Float]) {
    let expected = Array(reference.logits(at: position))
    let scale = Double(max(largest, .leastNormalMagnitude))
    func distance(_ logits: [Float]) -> Double {
      zip(logits, expected).reduce(0) { max($0, abs(Double($1.0) - Double($1.1))) } / scale
    }
    let choice = indexOfGreatest(expected)
    var second = -Float.infinity
    for (index, logit) in expected.enumerated() where index != choice { second = max(second, logit) }
    positions.append(
      Position(
        position: position, float: distance(float), machine: distance(machine),
        floatAgrees: indexOfGreatest(float) == choice, machineAgrees: indexOfGreatest(machine) == choice,
        margin: expected.count > 1 ? (Double(expected[choice]) - Double(second)) / scale : .infinity))
  }

  /// The first position at which Reference B is further away than the tolerance; nil if there is none.
  public var firstBeyond: Position? { positions.first { !($0.float <= tolerance) } }
}
