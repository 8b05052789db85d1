public import Configuration
public import Hardware
public import Mapping
public import Workload

/// One run as a user describes it: a model on a system under a mapping, resolved and decoded.
public struct Experiment {
  /// The resolved document, with defaults filled in and the source of every value.
  public let document: Node
  /// The model, and where its weights come from.
  public let source: ModelSource
  public var model: ModelDescription { source.description }
  /// The text that comes with the model's checkpoint, untrained on; nil without a checkpoint.
  public var validationText: String? { source.checkpointFolder.map { $0 + "/validation.txt" } }
  public let system: System
  public let policy: MappingPolicy
  public let run: RunDescription

  /// The document with its hash and its sources.
  public var configuration: ResolvedConfiguration { ResolvedConfiguration(document) }

  /// Loads an experiment.
  ///
  /// - Parameters:
  ///   - name: a preset or the path of a file.
  ///   - overrides: as from `--set path=value`, in order.
  public init(_ name: String, overrides: [String] = [], library: PresetLibrary = .standard()) throws {
    try self.init(
      name, with: try overrides.map { text throws(ConfigurationError) in try Override(parsing: text) },
      library: library)
  }

  /// Loads an experiment with overrides that have been read.
  public init(_ name: String, with overrides: [Override], library: PresetLibrary = .standard()) throws {
    try self.init(Experiment.resolver(library).resolve(name, kind: .experiments, overrides: overrides))
  }

  /// Decodes a resolved document.
  public init(_ node: Node) throws {
    let record = DecodingRecord()
    var section = try node.mapping(record: record)
    let modelValue = try section.value("model", expected: "a model: a preset, a path or a mapping")
    source = try ModelSource(decoding: modelValue)
    system = try System(try section.value("system", expected: "a system: a preset, a path or a mapping"))
    let mapping = try section.section("mapping")
    policy = try MappingPolicy(decoding: mapping)
    try policy.checkBuffers(sramBytes: system.asic.sramBytes, in: mapping)
    run = try RunDescription(decoding: &section)
    try section.finish()
    document = record.effective(node)
  }

  /// Maps the model to the system.
  ///
  /// - Throws: what does not fit, or cannot be.
  public func compile() throws -> CompiledModel {
    do {
      return try CompiledModel(model, on: system, policy: policy, run: run)
    } catch let error as MappingError {
      throw InputError("\(model.name) on \(system.name)", error.description)
    }
  }

  /// How experiments refer to other documents.
  public static func resolver(_ library: PresetLibrary = .standard()) -> Resolver {
    Resolver(
      library: library, references: ["model": .models, "system": .systems, "mapping": .mappings],
      rivalKey: System.rivalTiming)
  }

  /// The positions that a user asked for, checked against the run's; all of them for nil.
  public func positions(_ selection: PositionSelection?) throws(InputError) -> Range<Int> {
    try selection?.positions(of: run) ?? run.positions
  }
}
