/// The assumptions with the largest effects on one quantity, as the rows of a tornado diagram.
extension VariedAssumption {
  /// A row: an assumption, and the relative change of the quantity at each of its values.
  struct TornadoRow: Equatable {
    struct Bar: Equatable {
      var value: String
      /// The quantity relative to that with the constant's own value, minus 1.
      var change: Double
    }

    var path: String
    /// The constant's own value.
    var value: String
    var bars: [Bar]

    /// The largest change, up or down.
    var effect: Double { bars.map(\.change.magnitude).max() ?? 0 }
  }

  /// The largest number of rows.
  static let mostTornadoRows = 12
  /// Effects below this are not drawn: they would be written as 0.
  private static let leastEffect = 5e-5

  /// The rows of the latency, by decreasing effect; equal effects keep their order.
  static func latencyTornado(_ all: [VariedAssumption]) -> [TornadoRow] {
    tornado(all) { latency, _ in latency }
  }

  /// The rows of the energy, by decreasing effect; equal effects keep their order.
  static func energyTornado(_ all: [VariedAssumption]) -> [TornadoRow] {
    tornado(all) { _, energy in energy }
  }

  private static func tornado(
    _ all: [VariedAssumption], _ change: (Double, Double) -> Double
  ) -> [TornadoRow] {
    let rows = all.map { row in
      TornadoRow(
        path: row.assumption.path, value: row.assumption.value,
        bars: zip(row.assumption.values, row.outcomes).compactMap { value, outcome in
          guard case .measured(let latency, let energy) = outcome else { return nil }
          return TornadoRow.Bar(value: value, change: change(latency, energy))
        })
    }
    return rows.enumerated().filter { $0.element.effect >= leastEffect }.sorted { a, b in
      a.element.effect == b.element.effect ? a.offset < b.offset : a.element.effect > b.element.effect
    }.prefix(mostTornadoRows).map(\.element)
  }
}
