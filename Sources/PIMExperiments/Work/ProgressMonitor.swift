package import PIMWorkload

/// A receiver of a run's progress. Any thread may call it.
///
///     let monitor = ProgressMonitor { done, total, unit in print("\(done) of \(total) \(unit)") }
///     let record = try experiment.simulate(progress: monitor)
public final class ProgressMonitor: Sendable {
  /// The counted unit.
  public enum Unit: String, Sendable {
    /// Units of work; the raw value is the noun in a message.
    case bytes, blocks, measurements, points, positions, predictions, tensors, tokens
  }

  private let receive: @Sendable (_ done: Int, _ total: Int, _ unit: Unit) -> Void

  /// - Parameter receive: receives the count so far, the total (0 if unknown) and the unit. Several threads
  ///   may call it concurrently.
  public init(_ receive: @escaping @Sendable (_ done: Int, _ total: Int, _ unit: Unit) -> Void) {
    self.receive = receive
  }

  package func update(_ done: Int, of total: Int, _ unit: Unit) { receive(done, total, unit) }

  /// A function that receives the positions that a run reaches.
  package func positions(_ positions: Range<Int>, _ unit: Unit = .tokens) -> (Int) -> Void {
    { [self] in update($0 - positions.lowerBound, of: positions.count, unit) }
  }

  /// The given weights, counting each tensor that is read.
  package func counting(_ weights: any Weights) -> any Weights {
    CountedWeights(weights: weights, monitor: self)
  }
}

/// Weights that count each requested tensor.
private struct CountedWeights: Weights {
  let weights: any Weights
  let counter: ProgressCounter

  init(weights: any Weights, monitor: ProgressMonitor) {
    self.weights = weights
    counter = ProgressCounter(monitor, total: 0, unit: .tensors)
  }

  func tensor(_ weight: GraphWeight) throws(CheckpointError) -> TensorData {
    counter.add(1)
    return try weights.tensor(weight)
  }
}
