internal import PIMExperiments

/// A sweep with its results.
struct StudyResult {
  let study: PaperDocument.Study
  let table: SweepTable

  /// The latency of the point at a value of an axis, for the model with the given name; all other axes are at
  /// their references.
  func latency(model: String, axis: String, at label: String) -> Double? {
    let sweep = study.sweep
    return table.rows.first { row in
      row.measurement?.model == model
        && zip(sweep.axisNames, row.labels).allSatisfy { name, own in
          name == axis ? own == label : study.reference[name].map { own == $0 } ?? true
        }
    }?.measurement.map { Double($0.latencyPicoseconds) }
  }

  /// The measurement that a row's latency and energy are relative to: that of the row with the references in
  /// place of its own values.
  func reference(of row: SweepTable.Row) -> SweepMeasurement? {
    let wanted = zip(study.sweep.axisNames, row.labels).map { study.reference[$0] ?? $1 }
    return table.rows.first { $0.labels == wanted }?.measurement
  }
}
