public import PIMConfiguration
internal import PIMHardware
internal import PIMMapping
internal import PIMReports
internal import PIMWorkload

extension PresetLibrary {
  /// Resolves and decodes a document. The check covers every case of a suite, every point of a sweep, and the
  /// headers of the weights in a checkpoint's folder.
  ///
  /// - Parameters:
  ///   - name: a preset, the path of a file, or the folder of a checkpoint.
  ///   - kind: the kind of document; nil to determine it from the file's folder or its keys.
  ///   - readers: readers of kinds that are defined outside this room, such as a paper's claims.
  /// - Throws: `ConfigurationError` or `InputError` for an invalid document.
  public func check(
    _ name: String, kind: DocumentKind? = nil, overrides: [String] = [],
    readers: [DocumentKind: DocumentCheck.Reader] = [:]
  ) throws -> DocumentCheck {
    try check(name, kind: kind, overrides: Override.list(overrides), readers: readers)
  }

  /// Resolves and decodes a document with parsed overrides. An experiment and a checkpoint have keys to
  /// `assume`.
  package func check(
    _ name: String, kind: DocumentKind? = nil, overrides: [Override],
    readers: [DocumentKind: DocumentCheck.Reader] = [:]
  ) throws -> DocumentCheck {
    let kind = try kind ?? DocumentKind(of: name, self)
    if let preset = kind.resolvable {
      let (document, notes) = try resolved(name, preset, overrides)
      return DocumentCheck(kind: kind, document: document, notes: notes)
    }
    let assume = Experiment.assumptions(of: kind == .checkpoints ? overrides : [])
    if let override = overrides.first(where: { kind != .checkpoints || $0.path != Experiment.assumptionsPath }) {
      throw ConfigurationError(
        mark: override.value.mark, what: "nothing can be set in \(name)",
        expected: "an experiment, a system, a model, a mapping or a baseline")
    }
    let document: Node
    let notes: [String]
    switch kind {
    case .checkpoints:
      let isFolder = FilePath.isFolder(name)
      let configuration = try HuggingFaceConfiguration(
        path: isFolder ? FilePath.joining(name, "config.json") : name, assume: assume)
      var weights: [String] = []
      if isFolder {
        weights =
          Checkpoint.hasWeights(folder: name)
          ? try Checkpoint(folder: name, model: configuration.description).notes
          : ["\(name) has no weights: its model can be simulated, and not executed"]
      }
      (document, notes) = (configuration.document, configuration.notes + weights)
    case .suites:
      let name = try path(of: name, kind: .suites)
      for (name, experiment) in try Suite(path: name, library: self).cases.map({ ($0.name, $0.document) }) {
        do { _ = try Experiment(experiment.get()).compile() } catch {
          throw InputError("case \(name)", "\(error)")
        }
      }
      (document, notes) = (try Self.written(name), [])
    case .sweeps:
      let name = try path(of: name, kind: .sweeps)
      let sweep = try Sweep(path: name, library: self)
      for point in sweep.points {
        do { _ = try sweep.experiment(of: point).0.compile() } catch {
          throw InputError("point \(point.index + 1), \(sweep.title(of: point))", "\(error)")
        }
      }
      (document, notes) = (try Self.written(name), [])
    default:
      guard let reader = readers[kind] else {
        throw InputError(name, "nothing here reads \(kind.rawValue)", expected: "a reader of this kind")
      }
      let name =
        try kind.preset.map { preset throws(ConfigurationError) in try path(of: name, kind: preset) } ?? name
      try reader(name, self)
      (document, notes) = (try Self.written(name), [])
    }
    return DocumentCheck(kind: kind, document: document, notes: notes)
  }

  private static func written(_ path: String) throws(ConfigurationError) -> Node {
    try ProvenanceForm.apply(to: Document.load(path: path))
  }

  private func resolved(
    _ name: String, _ kind: PresetKind, _ overrides: [Override]
  ) throws -> (Node, [String]) {
    if kind == .experiments {
      let (node, notes) = try Experiment.resolve(name, overrides, self)
      let experiment = try Experiment(node)
      _ = try experiment.compile()
      return (experiment.document, experiment.notes + notes)
    }
    let node = try Experiment.resolver(self).resolve(name, kind: kind, overrides: overrides)
    let record = DecodingRecord()
    let value = node.value(record: record)
    switch kind {
    case .systems: _ = try System(value)
    case .models: _ = try ModelSource(decoding: value)
    case .mappings: _ = try MappingPolicy(decoding: try value.section())
    case .baselines: _ = try Baseline(decoding: value)
    case .experiments, .suites, .sweeps, .spaces, .paper: preconditionFailure("resolved elsewhere")
    }
    return (record.effective(node), [])
  }
}
