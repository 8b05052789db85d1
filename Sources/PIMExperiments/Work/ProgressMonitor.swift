internal import PIMReports
package import PIMWorkload

/// A receiver of how far a run is. Any thread may call it.
///
///     let monitor = ProgressMonitor { done, total, unit in print("\(done) of \(total) \(unit)") }
///     let record = try experiment.simulate(progress: monitor)
public final class ProgressMonitor: Sendable {
  /// The unit of what is counted.
  public enum Unit: String, Sendable {
    case bytes, blocks, measurements, points, positions, predictions, tensors, tokens
  }

  private let receive: @Sendable (_ done: Int, _ total: Int, _ unit: Unit) -> Void

  /// - Parameter receive: gets the count so far, the count of all (0 where it is not known) and their unit.
  ///   Several threads may call it at a time.
  public init(_ receive: @escaping @Sendable (_ done: Int, _ total: Int, _ unit: Unit) -> Void) {
    self.receive = receive
  }

  package func update(_ done: Int, of total: Int, _ unit: Unit) { receive(done, total, unit) }

  /// A receiver of the positions that a run comes to.
  package func positions(_ positions: Range<Int>, _ unit: Unit = .tokens) -> (Int) -> Void {
    { [self] in update($0 - positions.lowerBound, of: positions.count, unit) }
  }

  /// The same weights; each tensor that is read counts.
  package func counting(_ weights: any Weights) -> any Weights {
    CountedWeights(weights: weights, monitor: self)
  }
}

/// Weights that count each tensor that is asked for.
private struct CountedWeights: Weights {
  let weights: any Weights
  let counter: ProgressCounter

  init(weights: any Weights, monitor: ProgressMonitor) {
    self.weights = weights
    counter = ProgressCounter(monitor, total: 0, unit: .tensors)
  }

  func tensor(_ spec: TensorSpec) throws(CheckpointError) -> TensorData {
    counter.add(1)
    return try weights.tensor(spec)
  }
}
