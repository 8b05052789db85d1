/// The kinds of document. The raw value is the kind's folder in `configs`.
public enum PresetKind: String, Hashable, Sendable, CaseIterable {
  /// GPT models.
  case models
  /// Machines.
  case systems
  /// Policies of the mapping.
  case mappings
  /// Runs: a model, a system, a mapping, and positions.
  case experiments
  /// Published or measured results to compare with.
  case baselines
  /// Suites of regression cases.
  case suites
  /// Sweeps.
  case sweeps
  /// Spaces of mappings to search.
  case spaces
  /// Claims of a paper.
  case paper

  /// The kinds whose documents are resolved: they can extend one another, and values of theirs can be set.
  public static let resolvable: [PresetKind] = [.models, .systems, .mappings, .experiments, .baselines]
}
