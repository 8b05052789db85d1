public import Configuration
public import Hardware
public import Mapping
public import Workload

/// One run as a user describes it: a model on a system under a mapping, resolved and decoded.
public struct Experiment {
  /// The resolved document, with defaults filled in and the source of every value.
  public let document: Node
  public let model: ModelDescription
  public let system: System
  public let policy: MappingPolicy
  public let run: RunDescription

  /// SHA-256 of the resolved values: equal for experiments that mean the same, however they are written.
  public var hash: String { resolvedHash(of: document) }

  /// Loads an experiment.
  ///
  /// - Parameters:
  ///   - name: a preset or the path of a file.
  ///   - overrides: as from `--set path=value`, in order.
  public init(_ name: String, overrides: [String] = [], library: PresetLibrary = .standard()) throws {
    let overrides = try overrides.map { text throws(ConfigurationError) in try Override(parsing: text) }
    let node = try Experiment.resolver(library).resolve(name, kind: .experiments, overrides: overrides)
    let record = DecodingRecord()
    var section = try node.mapping(record: record)
    let modelValue = try section.value("model", expected: "a model: a preset, a path or a mapping")
    model = try ModelReference.model(modelValue)
    system = try System(try section.value("system", expected: "a system: a preset, a path or a mapping"))
    policy = try MappingPolicy(decoding: try section.section("mapping"))
    run = try RunDescription(decoding: &section)
    try section.finish()
    document = record.effective(node)
  }

  /// How experiments refer to other documents.
  public static func resolver(_ library: PresetLibrary = .standard()) -> Resolver {
    Resolver(
      library: library, references: ["model": .models, "system": .systems, "mapping": .mappings],
      rivalKey: System.rivalTiming)
  }

  /// The values that somebody assumed: what a reader of a result should know first.
  public var assumptions: [ResolvedConstant] {
    ResolvedConstant.all(in: document).filter { $0.certainty == .assumed }
  }
}
