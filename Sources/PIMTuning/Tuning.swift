public import PIMConfiguration
public import PIMExperiments
internal import PIMEnergy
internal import PIMReports
internal import PIMResults

/// A search: an experiment, the mappings to look at, and what to make small.
public struct Tuning: Sendable {
  /// The experiment as it is loaded: a name, values to set, and the positions of its run.
  public struct Subject: Sendable {
    /// A preset, or the path of an experiment or a checkpoint.
    public var name: String
    /// Values to set, as with `--set`.
    public var overrides: [String]
    /// The positions; nil for all.
    public var positions: PositionSelection?

    /// Names an experiment.
    public init(_ name: String, overrides: [String] = [], positions: PositionSelection? = nil) {
      (self.name, self.overrides, self.positions) = (name, overrides, positions)
    }
  }

  /// The experiment.
  public let subject: Subject
  /// The mappings.
  public let space: Space
  /// What is made small.
  public let objective: Objective
  /// The experiment at the point where the search begins.
  package let base: Experiment
  /// The mapping that all points begin with, resolved.
  package let mapping: Node
  /// The positions of each run.
  package let positions: Range<Int>
  private let library: PresetLibrary
  private let common: [Override]

  /// Prepares a search. Every value of every choice is read once.
  ///
  /// - Throws: `ConfigurationError` or `InputError` for an invalid experiment, and for a choice that is no
  ///   key of a mapping or has a value that the key cannot have.
  public init(
    _ subject: Subject, in space: Space, objective: Objective = .latency,
    library: PresetLibrary = .standard()
  ) throws {
    (self.subject, self.space, self.objective, self.library) = (subject, space, objective, library)
    for override in try Override.list(subject.overrides)
    where override.path.components.first == .key("mapping") {
      throw ConfigurationError(
        mark: override.value.mark, what: "the mapping is what is searched",
        expected: "the key in the space, as its mapping or as a choice")
    }
    common =
      try Override.list(subject.overrides)
      + [Override(path: ConfigurationPath(keys: "mapping"), value: space.mapping)]
    let first = space.point(space.start)
    base = try Tuning.experiment(at: first, of: space, subject.name, common, library)
    positions = try base.positions(subject.positions)
    let plain = try Experiment(subject.name, with: common, library: library)
    mapping = plain.document["mapping"] ?? space.mapping
    for choice in space.choices {
      for value in choice.values {
        // Alone, so that a value counts that the search may never come to.
        let alone = Override(path: Tuning.path(choice.path), value: value)
        do {
          _ = try Experiment(subject.name, with: common + [alone], library: library)
        } catch let error as ConfigurationError where error.path.components.first == .key("mapping") {
          // Buffers larger than the SRAM are values of the key all the same.
          if error.what != "larger than the ASIC's SRAM" { throw error }
        }
      }
    }
  }

  private static func path(_ path: ConfigurationPath) -> ConfigurationPath {
    ConfigurationPath([.key("mapping")] + path.components)
  }

  private static func experiment(
    at point: Prefix, of space: Space, _ name: String, _ common: [Override], _ library: PresetLibrary
  ) throws -> Experiment {
    let own = space.settings(of: point).map { Override(path: path($0.path), value: $0.value) }
    return try Experiment(name, with: common + own, library: library)
  }

  /// The experiment at a point.
  ///
  /// - Throws: `ConfigurationError` for values that contradict each other.
  package func experiment(at point: Prefix) throws -> Experiment {
    try Tuning.experiment(at: point, of: space, subject.name, common, library)
  }

  /// The identity of a run: version, configuration and positions.
  private func key(_ configuration: String) -> String {
    let identity =
      "\(Tool.name) \(Tool.version)\n\(configuration)\npositions \(positions.lowerBound)..<\(positions.upperBound)\n"
    return SHA256.hexadecimal(Array(identity.utf8))
  }

  /// The key of a point's run, and the experiment; an error for a point without a configuration.
  package func resolve(_ point: Prefix) -> (key: String, experiment: Result<Experiment, any Error>) {
    do {
      let experiment = try experiment(at: point)
      return (key("configuration \(experiment.configuration.hash)"), .success(experiment))
    } catch {
      return (key("error \(error)"), .failure(error))
    }
  }

  /// Runs a point.
  package func run(_ point: Prefix) -> TuningRun {
    let (key, resolved) = resolve(point)
    return TuningRun(key: key, title: space.title(of: point), outcome: outcome(resolved))
  }

  private func outcome(_ resolved: Result<Experiment, any Error>) -> TuningRun.Outcome {
    do {
      let record = try resolved.get().record(positions: positions)
      return .measured(
        latency: record.result.time, energy: record.measurement.energy.ledger.total)
    } catch {
      return .impossible("\(error)")
    }
  }
}
