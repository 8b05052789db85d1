internal import PIMConfiguration
internal import PIMExperiments
internal import PIMReports

/// What a search has shown: every point of a space is a run, or lies behind a prefix with a lower bound.
package struct Certificate: Sendable {
  /// The points behind prefixes that were not entered, by their bound.
  package struct Subtrees: Sendable, Hashable {
    /// The least latency of the points, picoseconds, and the least energy, yoctojoules.
    package var latency: Int64
    package var energy: Int128
    package var prefixes: [Prefix]
  }

  /// The experiment: its name, the values that were set, and the hash of its configuration without a mapping.
  package var subject: Tuning.Subject
  package var configuration: String
  package var positions: Range<Int>
  package var objective: Objective
  /// The space; its mapping is resolved.
  package var space: Space
  package var best: Prefix
  /// The points that were run.
  package var runs: [(point: Prefix, outcome: TuningRun.Outcome)]
  package var subtrees: [Subtrees]

  /// The certificate of a search.
  ///
  /// - Throws: `NothingFits` if no point has a run.
  package init(_ search: Search, of tuning: Tuning, bound: TuningBound) throws(NothingFits) {
    guard let best = search.best else { throw NothingFits(search, tuning) }
    subject = tuning.subject
    configuration = tuning.configuration
    positions = tuning.positions
    objective = tuning.objective
    space = Space(tuning.space, mapping: tuning.mapping)
    self.best = best.point
    var entered: Set<Prefix> = []
    for point in search.points.keys { for count in 0..<point.count { entered.insert(Array(point[..<count])) } }
    var (runs, subtrees): ([(Prefix, TuningRun.Outcome)], [Subtrees]) = ([], [])
    func visit(_ prefix: Prefix) {
      if let outcome = search.points[prefix] {
        runs.append((prefix, outcome))
      } else if !tuning.space.isPoint(prefix), search.expanded.contains(prefix) || entered.contains(prefix) {
        for child in tuning.space.children(of: prefix) { visit(child) }
      } else {
        let least = bound.least(behind: prefix)
        if let index = subtrees.firstIndex(where: { $0.latency == least.latency && $0.energy == least.energy }) {
          subtrees[index].prefixes.append(prefix)
        } else {
          subtrees.append(Subtrees(latency: least.latency, energy: least.energy, prefixes: [prefix]))
        }
      }
    }
    visit([])
    (self.runs, self.subtrees) = (runs, subtrees)
  }

  /// How far the best cost may be from the least of the space; nil for a proof that it is the least.
  package var gap: Double? {
    guard let best = runs.first(where: { $0.point == best })?.outcome.cost(objective) else { return 1 }
    let bounds = subtrees.filter { !$0.prefixes.isEmpty }.map {
      objective.cost(latency: $0.latency, energy: $0.energy)
    }
    return bounds.min().flatMap { best.gap(above: $0) }
  }
}

extension TuningRun.Outcome {
  /// The cost; nil for a point without a run.
  package func cost(_ objective: Objective) -> Cost? {
    guard case .measured(let latency, let energy) = self else { return nil }
    return objective.cost(latency: latency, energy: energy)
  }
}

/// A search that found no point with a run.
public struct NothingFits: Error, CustomStringConvertible {
  /// The message for the user.
  public let description: String

  init(_ search: Search, _ tuning: Tuning) {
    let first = search.points.min { $0.key.lexicographicallyPrecedes($1.key) }
    var reason = "no point was run"
    if case .impossible(let text)? = first?.value { reason = "none of \(search.points.count) fits: \(text)" }
    description = "space \(tuning.space.name): \(reason); expected a space with a mapping that fits"
  }
}
