internal import PIMBounds
internal import PIMConfiguration
internal import PIMExperiments
internal import PIMInstructions
internal import PIMMapping
internal import PIMWorkload

/// Lower bounds of the cost of all points behind a prefix.
///
/// A bound never depends on results of runs: it follows from the model, the machine and the choices that the
/// points have in common (docs/bounds.md).
package struct TuningBound: Sendable {
  private let space: Space
  private let objective: Objective
  /// The mapping that all points begin with.
  private let policy: MappingPolicy
  /// The least latency in picoseconds and the least energy in yoctojoules, for each set of choices that
  /// points can have in common.
  private let known: [FixedChoices: (latency: Int64, energy: Int128)]

  /// - Throws: `WorkloadError` if the run is longer than the model's context.
  package init(_ tuning: Tuning) throws {
    (space, objective) = (tuning.space, tuning.objective)
    policy = try tuning.policy(of: [])
    var known: [FixedChoices: (latency: Int64, energy: Int128)] = [:]
    for schedule in [nil] + Schedule.allCases {
      for rowOpening in [nil] + MappingPolicy.RowOpening.allCases {
        for attention in [nil, MappingPolicy.Attention.sequential] {
          let fixed = FixedChoices(schedule: schedule, rowOpening: rowOpening, attention: attention)
          // With more choices fixed a run takes longer, but more refreshes may be hidden, so the bound that
          // is computed may be lower. What holds for more points holds for these, too.
          var least = try TuningBound.least(tuning, fixed)
          for (other, own) in known where other.isPart(of: fixed) {
            least = (max(least.latency, own.latency), max(least.energy, own.energy))
          }
          known[fixed] = least
        }
      }
    }
    self.known = known
  }

  private static func least(
    _ tuning: Tuning, _ fixed: FixedChoices
  ) throws -> (latency: Int64, energy: Int128) {
    let base = tuning.base
    var bound = try MachineBound(base.model, on: base.system, run: base.run, fixed: fixed)
    var whole = RunBound()
    for position in tuning.positions { whole.add(bound.position(position)) }
    let latency = whole.withRefresh(bound.refresh)
    return (latency, EnergyBound.yoctojoules(base, positions: tuning.positions, latency: latency))
  }

  /// The least latency of any mapping, picoseconds.
  package var least: Int64 { known[FixedChoices()]?.latency ?? 0 }

  /// The least latency, picoseconds, and energy, yoctojoules, of the points behind a prefix.
  package func least(behind prefix: Prefix) -> (latency: Int64, energy: Int128) {
    known[common(prefix)] ?? (0, 0)
  }

  /// The bound of the points behind a prefix.
  package func cost(behind prefix: Prefix) -> Cost {
    let least = least(behind: prefix)
    return objective.cost(latency: least.latency, energy: least.energy)
  }

  // MARK: What points have in common

  private func common(_ prefix: Prefix) -> FixedChoices {
    FixedChoices(
      schedule: value("schedule", policy.schedule, prefix), rowOpening: rowOpening(prefix),
      // Pipelined attention may be sequential for some positions, so it says nothing.
      attention: value("attention", policy.attention, prefix) == .sequential ? .sequential : nil)
  }

  /// The value that a key has at all points behind a prefix; nil if it is not decided.
  private func value<Value: RawRepresentable<String>>(
    _ path: String, _ standard: Value, _ prefix: Prefix
  ) -> Value? {
    guard let index = space.choices.firstIndex(where: { "\($0.path)" == path }) else { return standard }
    guard index < prefix.count else { return nil }
    guard prefix[index] != Space.absent else { return standard }
    let node = space.choices[index].values[prefix[index]]
    return node.isNull ? nil : Value(rawValue: Space.label(node))
  }

  /// The row opening that all operators have at all points behind a prefix; nil if they differ, or may.
  private func rowOpening(_ prefix: Prefix) -> MappingPolicy.RowOpening? {
    guard let own = value("rowOpening", policy.rowOpening, prefix),
      policy.operators.values.allSatisfy({ $0.rowOpening == nil || $0.rowOpening == own })
    else { return nil }
    for (index, choice) in space.choices.enumerated() {
      let path = "\(choice.path)"
      guard path.hasPrefix("operators."), path.hasSuffix(".rowOpening") else { continue }
      guard index < prefix.count else { return nil }
      if prefix[index] == Space.absent { continue }
      let node = choice.values[prefix[index]]
      // A key that is left out is as for all, whatever the mapping has.
      if !node.isNull, Space.label(node) != own.rawValue { return nil }
    }
    return own
  }
}

extension FixedChoices {
  /// True if all its choices are made in the same way by another set.
  fileprivate func isPart(of other: FixedChoices) -> Bool {
    (schedule == nil || schedule == other.schedule) && (rowOpening == nil || rowOpening == other.rowOpening)
      && (attention == nil || attention == other.attention)
  }
}
