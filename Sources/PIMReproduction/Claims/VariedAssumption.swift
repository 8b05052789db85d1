/// An assumption with the outcome of each of its values.
struct VariedAssumption: Sendable {
  let assumption: Assumption
  let outcomes: [Assumption.Outcome]

  /// The larger of the largest changes of latency and of energy.
  var effect: Double { max(latencyEffect, energyEffect) }

  var latencyEffect: Double { largest { latency, _ in latency } }
  var energyEffect: Double { largest { _, energy in energy } }

  private func largest(_ effect: (Double, Double) -> Double) -> Double {
    outcomes.map { outcome in
      if case .measured(let latency, let energy) = outcome { effect(latency, energy).magnitude } else { 0 }
    }.max() ?? 0
  }

  /// The assumptions by decreasing effect; equal effects keep their order.
  static func ranked(_ all: [VariedAssumption]) -> [VariedAssumption] {
    all.enumerated().sorted { a, b in
      a.element.effect == b.element.effect ? a.offset < b.offset : a.element.effect > b.element.effect
    }.map(\.element)
  }
}
