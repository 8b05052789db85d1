public import PIMConfiguration
internal import PIMEnergy
public import PIMExperiments
package import PIMMapping
internal import PIMReports
internal import PIMResults

/// A search: an experiment, the mappings to look at, and what to make small.
public struct Tuning: Sendable {
  /// The experiment as it is loaded: a name, values to set, and the positions of its run.
  public struct Subject: Sendable {
    /// A preset, or the path of an experiment or a checkpoint; with `isModel`, a model.
    public var name: String
    /// True if the name is that of a model, whose default experiment is meant.
    public var isModel: Bool
    /// Values to set, as with `--set`; none of them may be of the mapping.
    public var overrides: [String]
    /// The positions; nil for all.
    public var positions: PositionSelection?

    /// Names an experiment.
    public init(
      _ name: String, isModel: Bool = false, overrides: [String] = [], positions: PositionSelection? = nil
    ) {
      (self.name, self.isModel, self.overrides, self.positions) = (name, isModel, overrides, positions)
    }
  }

  /// The experiment.
  public let subject: Subject
  /// The mappings.
  public let space: Space
  /// What is made small.
  public let objective: Objective
  /// Remarks for the user on the experiment, a line each.
  public let notes: [String]
  /// The experiment; its mapping is not that of any point.
  package let base: Experiment
  /// The mapping that all points begin with, resolved. It replaces the experiment's own.
  package let mapping: Node
  /// The positions of each run.
  package let positions: Range<Int>
  /// The resolved experiment without its mapping, which differs from point to point. Files are read once.
  private let rest: [Node.Entry]
  private let library: PresetLibrary

  /// Prepares a search. Every value of every choice is read once.
  ///
  /// - Throws: `ConfigurationError` or `InputError` for an invalid experiment, and for a choice that is no
  ///   key of a mapping or has a value that the key cannot have.
  public init(
    _ subject: Subject, in space: Space, objective: Objective = .latency,
    library: PresetLibrary = .standard()
  ) throws {
    (self.subject, self.space, self.objective, self.library) = (subject, space, objective, library)
    let overrides = try Override.list(subject.overrides)
    for override in overrides where override.path.components.first == .key("mapping") {
      throw ConfigurationError(
        mark: override.value.mark, what: "the mapping is what is searched",
        expected: "the key in the space, as its mapping or as a choice")
    }
    let reference = Override(path: ConfigurationPath(keys: "mapping"), value: space.mapping)
    let all = overrides + (space.mapping.mapping == nil ? [reference] : [])
    let loaded =
      subject.isModel
      ? try Experiment(model: subject.name, with: all, library: library)
      : try Experiment(subject.name, with: all, fitsContext: true, library: library)
    (base, notes) = (loaded, loaded.notes)
    positions = try loaded.positions(subject.positions)
    // A reference has replaced the experiment's mapping; a mapping that is written out does so here.
    let inline = space.mapping.mapping != nil
    mapping =
      try inline
      ? Experiment.resolver(library).resolve(document: space.mapping, kind: .mappings)
      : loaded.document["mapping"] ?? space.mapping
    rest = loaded.document.mapping?.entries.filter { $0.key.name != "mapping" } ?? []
    _ = try policy(of: [])
    for choice in space.choices {
      // Alone, so that a value counts that the search may never come to.
      for value in choice.values { _ = try policy(of: [(choice.path, value)]) }
    }
  }

  /// SHA-256 of the resolved experiment without its mapping, in hexadecimal.
  package var configuration: String {
    resolvedHash(of: Node(.mapping(Node.Mapping(rest)), mark: base.document.mark))
  }

  // MARK: Points

  /// The resolved mapping with values of choices.
  private func mapping(
    with settings: [(path: ConfigurationPath, value: Node)]
  ) throws(ConfigurationError) -> Node {
    do throws(ConfigurationError) {
      return try Experiment.resolver(library).resolve(
        document: mapping, kind: .mappings,
        overrides: settings.map { Override(path: $0.path, value: $0.value) })
    } catch {
      var error = error
      error.path = ConfigurationPath([.key("mapping")] + error.path.components)
      throw error
    }
  }

  /// The policy of a mapping with values of choices.
  ///
  /// - Throws: `ConfigurationError` for a key or a value that no mapping has.
  package func policy(
    of settings: [(path: ConfigurationPath, value: Node)]
  ) throws(ConfigurationError) -> MappingPolicy {
    try MappingPolicy(decoding: mapping(with: settings).mapping(at: ConfigurationPath(keys: "mapping")))
  }

  /// The experiment at a point.
  ///
  /// - Throws: `ConfigurationError` for values that do not go together, or not with the machine.
  package func experiment(at point: Prefix) throws -> Experiment {
    let own = try mapping(with: space.settings(of: point))
    let entry = Node.Entry(key: Node.Key("mapping", mark: own.mark), value: own)
    return try Experiment(Node(.mapping(Node.Mapping(rest + [entry])), mark: base.document.mark))
  }

  /// The identity of a run: version, configuration and positions.
  private func key(_ configuration: String) -> String {
    let identity =
      "\(Tool.name) \(Tool.version)\n\(configuration)\npositions \(positions.lowerBound)..<\(positions.upperBound)\n"
    return SHA256.hexadecimal(Array(identity.utf8))
  }

  /// The key of a point's run.
  ///
  /// - Throws: an error that says nothing of the point.
  package func key(of point: Prefix) throws -> String {
    switch try resolve(point) {
    case .success(let experiment): key("configuration \(experiment.configuration.hash)")
    case .failure(let reason): key("error \(reason)")
    }
  }

  /// Runs a point. That a mapping does not fit is a result as well.
  ///
  /// - Throws: any other error.
  package func run(_ point: Prefix) throws -> TuningRun {
    TuningRun(key: try key(of: point), title: space.title(of: point), outcome: try outcome(resolve(point)))
  }

  /// The experiment at a point; an error if its values, each of which is one of the key, do not go together.
  private func resolve(_ point: Prefix) throws -> Result<Experiment, ConfigurationError> {
    do {
      return .success(try experiment(at: point))
    } catch let error as ConfigurationError {
      return .failure(error)
    }
  }

  private func outcome(_ resolved: Result<Experiment, ConfigurationError>) throws -> TuningRun.Outcome {
    switch resolved {
    case .failure(let reason): return .impossible("\(reason)")
    case .success(let experiment):
      do {
        let record = try experiment.record(positions: positions)
        return .measured(latency: record.result.time, energy: record.measurement.energy.ledger.total)
      } catch let error as InputError {
        // What `compile` throws for a mapping that is impossible or does not fit.
        return .impossible("\(error)")
      }
    }
  }
}
