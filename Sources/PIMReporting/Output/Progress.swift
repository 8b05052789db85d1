internal import PIMWorkload
internal import Synchronization

/// How far a command is, as its threads tell it, on a terminal (`ProgressLine`).
public final class Progress: Sendable {
  private let line: Mutex<ProgressLine>
  /// Whether anyone looks: what costs time only to be counted need not be.
  public let isNeeded: Bool

  /// - Parameter isQuiet: whether to say nothing.
  public init(isQuiet: Bool = false) {
    let line = ProgressLine(isShown: isQuiet ? false : nil)
    isNeeded = line.isNeeded
    self.line = Mutex(line)
  }

  /// So much is done, of so much in all; 0 where nobody knows.
  public func update(_ done: Int, of total: Int, _ unit: ProgressLine.Unit) {
    if isNeeded { line.withLock { $0.update(done, of: total, unit) } }
  }

  /// Takes the line away.
  public func clear() { line.withLock { $0.clear() } }

  /// Receives the positions that a run comes to; nil where nobody looks.
  public func positions(_ positions: Range<Int>, _ unit: ProgressLine.Unit = .tokens) -> ((Int) -> Void)? {
    isNeeded
      ? { [self] in update($0 - positions.lowerBound, of: positions.count, unit) } : nil
  }

  /// The same weights, whose tensors are counted as they are read.
  func counting(_ weights: any Weights) -> any Weights {
    isNeeded ? CountedWeights(weights: weights, progress: self) : weights
  }

  /// A count that threads share.
  final class Counter: Sendable {
    private let count = Atomic(0)
    private let total: Int
    private let unit: ProgressLine.Unit
    private let progress: Progress?

    init(_ progress: Progress?, total: Int, unit: ProgressLine.Unit) {
      (self.progress, self.total, self.unit) = (progress, total, unit)
    }

    func add(_ more: Int) {
      let sum = count.wrappingAdd(more, ordering: .relaxed).newValue
      progress?.update(sum, of: total, unit)
    }

    /// Receives the positions that a run comes to, each as often as it likes. Positions that follow one another count once.
    func positions(from first: Int) -> ((Int) -> Void)? {
      guard progress?.isNeeded ?? false else { return nil }
      var counted = first
      return { [self] position in
        if position > counted {
          add(position - counted)
          counted = position
        }
      }
    }
  }
}

/// Weights that tell of each tensor that is asked for.
private struct CountedWeights: Weights {
  let weights: any Weights
  let counter: Progress.Counter

  init(weights: any Weights, progress: Progress) {
    self.weights = weights
    counter = Progress.Counter(progress, total: 0, unit: .tensors)
  }

  func tensor(_ spec: TensorSpec) throws(CheckpointError) -> TensorData {
    counter.add(1)
    return try weights.tensor(spec)
  }
}
