/// The result of a point: a measurement or a failure.
package struct SweepResult: StoredResult, Hashable {
  package enum Outcome: Sendable, Hashable {
    case measured(SweepMeasurement)
    case failed(String)
  }

  package var key: String
  /// The title of the point, for readers of the file.
  package var title: String
  package var outcome: Outcome

  var measurement: SweepMeasurement? {
    if case .measured(let measurement) = outcome { measurement } else { nil }
  }
  package var failure: String? { if case .failed(let message) = outcome { message } else { nil } }
}
