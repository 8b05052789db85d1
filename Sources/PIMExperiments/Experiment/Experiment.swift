public import PIMConfiguration
public import PIMHardware
public import PIMMapping
public import PIMReports
public import PIMWorkload

/// A run as a user describes it: a model on a system with a mapping, resolved and decoded.
public struct Experiment: Sendable {
  /// The resolved document, with defaults filled in and the source of every value.
  public let document: Node
  /// The model with the origin of its weights.
  public let source: ModelSource
  /// The model.
  public var model: ModelDescription { source.description }
  /// The path of the validation text beside the model's checkpoint; nil without a checkpoint.
  public var validationText: String? { source.checkpointFolder.map { $0 + "/validation.txt" } }
  /// The machine.
  public let system: System
  /// The policies of the mapping.
  public let policy: MappingPolicy
  /// The positions of the run, and its embedding and LM head.
  public let run: RunDescription
  /// Remarks for the user, a line each: unused files of a checkpoint, defaults that were chosen.
  public let notes: [String]

  /// The document with its hash and sources.
  public var configuration: ResolvedConfiguration { ResolvedConfiguration(document) }

  /// Loads an experiment.
  ///
  /// - Parameters:
  ///   - name: a preset, the path of a file, or that of a checkpoint: its folder or `config.json`. A
  ///     checkpoint, and the preset of a model without an experiment of its name, is run on `pim-gpt` with
  ///     the mapping `paper` over its whole context, embedding and LM head included.
  ///   - overrides: values to set, as with `--set path=value`, applied in order.
  public init(_ name: String, overrides: [String] = [], library: PresetLibrary = .standard()) throws {
    try self.init(name, with: Override.list(overrides), library: library)
  }

  /// Loads an experiment with parsed overrides.
  ///
  /// - Parameters:
  ///   - overrides: values to set, applied in order.
  ///   - fitsContext: shortens the run, with a remark, if an override selects a model with a shorter context
  ///     than the experiment's and no override gives the length of the run.
  package init(
    _ name: String, with overrides: [Override], fitsContext: Bool = false,
    library: PresetLibrary = .standard()
  ) throws {
    var (node, notes) = try Experiment.resolve(name, overrides, library)
    var experiment = try Experiment(node)
    if fitsContext, let shorter = try experiment.fittingContext(overrides) {
      (node, notes) = try Experiment.resolve(name, overrides + [shorter.override], library)
      notes.append(shorter.note)
      experiment = try Experiment(node)
    }
    self.init(experiment, notes: experiment.notes + notes)
  }

  /// Loads the default experiment of a model, whether or not an experiment has the model's name.
  ///
  /// - Parameters:
  ///   - model: a preset, the path of a file, or the folder of a checkpoint.
  ///   - overrides: values to set, applied in order.
  package init(model: String, with overrides: [Override] = [], library: PresetLibrary = .standard()) throws {
    let standIn: StandIn
    if let checkpoint = CheckpointExperiment(Self.modelReference(model, library: library), library) {
      standIn = try checkpoint.standIn(overrides)
    } else {
      standIn = try ModelExperiment(model: model).standIn(overrides, library)
    }
    let node = try Experiment.resolver(library).resolve(
      document: standIn.document, kind: .experiments, overrides: overrides)
    let experiment = try Experiment(node)
    self.init(experiment, notes: experiment.notes + [standIn.note])
  }

  /// The document of an experiment, or of the default experiment of a checkpoint or of a preset of a model,
  /// and a remark on a default experiment.
  static func resolve(
    _ name: String, _ overrides: [Override], _ library: PresetLibrary
  ) throws(ConfigurationError) -> (node: Node, notes: [String]) {
    let resolver = Experiment.resolver(library)
    let standIn: StandIn
    if let checkpoint = CheckpointExperiment(name, library) {
      standIn = try checkpoint.standIn(overrides)
    } else if let model = ModelExperiment(name, library) {
      standIn = try model.standIn(overrides, library)
    } else {
      do {
        return (try resolver.resolve(name, kind: .experiments, overrides: overrides), [])
      } catch {
        // Without a place it is the name that is wrong.
        var error = error
        if error.mark == nil, error.suggestion == nil, !Resolver.isPath(name) {
          error.suggestion = NearMiss.suggestion(for: name, among: library.names(kind: .models))
        }
        throw error
      }
    }
    let node = try resolver.resolve(document: standIn.document, kind: .experiments, overrides: overrides)
    return (node, [standIn.note])
  }

  private init(_ other: Experiment, notes: [String]) {
    (document, source, system, policy, run) = (
      other.document, other.source, other.system, other.policy, other.run
    )
    self.notes = notes
  }

  /// The override that shortens the run to the model's context; nil unless an override selects the model and
  /// none gives the length of the run.
  private func fittingContext(_ overrides: [Override]) throws -> (override: Override, note: String)? {
    let lengths = ["tokens", "promptLength", "maximumContext", "extendContext"]
    let names = overrides.compactMap { $0.path.components.count == 1 ? $0.path.lastKey : nil }
    let (limit, positions) = (model.contextLimit, run.positions.count)
    let fitting = limit - run.prefillSteps
    guard names.contains("model"), !names.contains(where: lengths.contains), positions > limit,
      !run.extendContext, run.maximumContext == nil, fitting > 0
    else { return nil }
    return (
      try Override(
        path: ConfigurationPath(keys: "tokens"), text: "\(fitting)", option: "the context of \(model.name):"),
      "the run is shortened from \(run.tokens) tokens to \(fitting): \(model.name) has \(limit) positions; --set tokens=N for fewer"
    )
  }

  /// Decodes a resolved document.
  package init(_ node: Node) throws {
    let record = DecodingRecord()
    var section = try node.mapping(record: record)
    let modelValue = try section.value("model", expected: "a model: a preset, a path or a mapping")
    source = try ModelSource(decoding: modelValue, assume: Experiment.assumptions(&section))
    system = try System(try section.value("system", expected: "a system: a preset, a path or a mapping"))
    let mapping = try section.section("mapping")
    policy = try MappingPolicy(decoding: mapping)
    try policy.checkBuffers(sramBytes: system.asic.sramBytes, in: mapping)
    run = try RunDescription(decoding: &section)
    try section.finish()
    document = record.effective(node)
    notes = source.notes
  }

  /// The keys of a checkpoint's `config.json` that an experiment waves through: the list `assume`, which may
  /// be left out.
  private static func assumptions(_ section: inout Section) throws(ConfigurationError) -> Set<String> {
    var keys: Set<String> = []
    for value in try section.optionalList("assume") ?? [] {
      let key = try value.text()
      try AssumableKey.check(key, at: value.node.mark)
      keys.insert(key)
    }
    return keys
  }

  /// The path of the list of keys that are waved through.
  static let assumptionsPath = ConfigurationPath(keys: "assume")

  /// The keys that overrides wave through, for a `config.json` that is read before the experiment is
  /// resolved.
  static func assumptions(of overrides: [Override]) -> Set<String> {
    let nodes = overrides.last { $0.path == assumptionsPath }?.value.sequence
    return Set((nodes ?? []).compactMap { $0.scalar?.text })
  }

  /// Checks that a run with embedding stays within the positions that a checkpoint has embeddings for.
  /// Rotation and ALiBi have no end.
  ///
  /// - Throws: `InputError` for a longer run.
  func checkEmbeddings(positions: Int) throws(InputError) {
    guard case .learned = model.features.positions, let folder = source.checkpointFolder,
      positions > model.contextLimit
    else { return }
    throw InputError(
      folder, "\(positions) positions, and the checkpoint has embeddings for \(model.contextLimit)",
      expected: "a shorter run; extendContext is for models without weights")
  }

  /// Maps the model to the system.
  ///
  /// - Throws: `InputError` for a model that does not fit the system or a mapping that is impossible.
  public func compile() throws -> CompiledModel {
    do {
      return try CompiledModel(model, on: system, policy: policy, run: run)
    } catch let error as MappingError {
      throw InputError("\(model.name) on \(system.name)", error.description)
    }
  }

  /// The reference to a model that the command line names: `./name` for a checkpoint's folder whose name no
  /// preset has, the name itself otherwise.
  public static func modelReference(_ name: String, library: PresetLibrary = .standard()) -> String {
    let isFolder =
      CheckpointExperiment.isFolderOfCheckpoint(name) && !library.names(kind: .models).contains(name)
    return isFolder ? "./" + name : name
  }

  /// A resolver that knows the references of experiments to other documents.
  package static func resolver(_ library: PresetLibrary = .standard()) -> Resolver {
    Resolver(
      library: library, references: ["model": .models, "system": .systems, "mapping": .mappings],
      rivalKey: System.rivalTiming)
  }

  /// The positions that a user selected, checked against those of the run; nil selects all.
  public func positions(_ selection: PositionSelection?) throws(InputError) -> Range<Int> {
    try selection?.positions(
      of: run, limit: min(run.maximumContext ?? .max, run.extendContext ? .max : model.contextLimit))
      ?? run.positions
  }
}
