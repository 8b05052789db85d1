public import PIMConfiguration
internal import PIMHardware
internal import PIMMapping
internal import PIMReports
internal import PIMWorkload

/// The presets of a kind, with what identifies each of them.
///
///     let listing = try PresetListing(.models)
///     for row in listing.rows { print(row.name) }
public struct PresetListing: Sendable {
  /// A preset.
  public struct Row: Sendable {
    /// The preset's name.
    public let name: String
    /// The facts of the kind, as far as the preset has them.
    let facts: [PresetFact]
    /// A remark: by how much a model is larger than the default system.
    public let note: String?
  }

  /// A preset that cannot be read.
  public struct Failure: Sendable {
    /// The preset's name.
    public let name: String
    /// The error with its place.
    public let error: String
  }

  /// The kind of the presets.
  public let kind: PresetKind
  /// The presets that can be read, in the order of their names.
  public let rows: [Row]
  /// The presets that cannot be read, in the order of their names.
  public let failures: [Failure]

  /// Reads the presets of a kind.
  ///
  /// - Throws: `ConfigurationError` for a default system that cannot be read, if models are listed.
  public init(_ kind: PresetKind, library: PresetLibrary = .standard()) throws {
    self.kind = kind
    var rows: [Row] = []
    var failures: [Failure] = []
    let system = kind == .models ? try SystemDocument(StandIn.system, library: library).system : nil
    for name in library.names(kind: kind) {
      do {
        rows.append(try PresetListing.row(name, kind, library, default: system))
      } catch {
        failures.append(Failure(name: name, error: "\(error)"))
      }
    }
    (self.rows, self.failures) = (rows, failures)
  }

  private static func row(
    _ name: String, _ kind: PresetKind, _ library: PresetLibrary, default system: System?
  ) throws -> Row {
    switch kind {
    case .models:
      let node = try Experiment.resolver(library).resolve(name, kind: kind)
      let model = try ModelSource(decoding: node.value()).description
      return Row(name: name, facts: facts(of: model), note: system.flatMap { note(model, on: $0) })
    case .systems:
      let node = try Experiment.resolver(library).resolve(name, kind: kind)
      let summary = node["description"]?.scalar?.text
      return Row(name: name, facts: facts(of: try System(node.value()), summary: summary), note: nil)
    case .experiments:
      return Row(name: name, facts: facts(of: try Experiment(name, library: library)), note: nil)
    case .mappings, .baselines, .suites, .sweeps, .spaces, .paper:
      let document = try PresetDocument(path: library.path(of: name, kind: kind))
      return Row(name: name, facts: document.facts(kind), note: nil)
    }
  }

  private static func facts(of model: ModelDescription) -> [PresetFact] {
    let heads = model.keyValueHeads == model.heads ? "" : "/\(model.keyValueHeads)"
    return [
      PresetFact(
        "layers", model.layers, heading: "layers x width", shown: "\(model.layers) x \(model.width)"),
      PresetFact("width", model.width),
      PresetFact("heads", model.heads, heading: "heads", shown: "\(model.heads)\(heads)"),
      PresetFact("key_value_heads", model.keyValueHeads), PresetFact("head_width", model.headWidth),
      PresetFact("ffn_width", model.ffnWidth), PresetFact("vocabulary", model.vocabulary),
      PresetFact("parameters", model.totalParameters, heading: "parameters"),
      PresetFact("context", model.contextLimit, heading: "context"),
      PresetFact("weight_bytes", model.weightBytes, heading: "bfloat16", unit: .bytes),
      PresetFact("features", model.features.summary, heading: "features"),
    ]
  }

  /// The remark on a model whose weights alone are larger than a system; nil for one that may fit.
  private static func note(_ model: ModelDescription, on system: System) -> String? {
    guard model.weightBytes > system.capacityBytes else { return nil }
    return "needs \(PresetFact.Unit.bytes.text(model.weightBytes)), \(system.name) has "
      + PresetFact.Unit.bytes.text(system.capacityBytes)
  }

  private static func facts(of system: System, summary: String?) -> [PresetFact] {
    let banks = system.bankBytesPerSecond.map { Int($0.rounded()) }
    return [
      PresetFact("channels", system.organisation.channels, heading: "channels"),
      PresetFact("banks_per_channel", system.organisation.banks, heading: "banks each"),
      PresetFact("capacity_bytes", system.capacityBytes, heading: "capacity", unit: .bytes),
      PresetFact(
        "link_bytes_per_second", Int(system.linkBytesPerSecond.rounded()), heading: "links", unit: .bandwidth),
      banks.map { PresetFact("bank_bytes_per_second", $0, heading: "banks", unit: .bandwidth) }
        ?? PresetFact(missing: "bank_bytes_per_second", heading: "banks"),
      PresetFact("summary", summary ?? "", heading: "summary"),
    ]
  }

  private static func facts(of experiment: Experiment) -> [PresetFact] {
    let run = experiment.run
    let parts = [run.embedding ? "embedding" : nil, "layers", run.lmHead ? "LM head" : nil].compactMap { $0 }
    return [
      PresetFact("model", experiment.model.name, heading: "model"),
      PresetFact("system", experiment.system.name, heading: "system"),
      PresetFact("mapping", experiment.policy.name, heading: "mapping"),
      PresetFact("prompt_length", run.promptLength, heading: "prompt"),
      PresetFact("tokens", run.tokens, heading: "tokens"),
      PresetFact("parts", parts.joined(separator: ", "), heading: "counted"),
    ]
  }
}

extension ModelDescription {
  /// The size of all weights in bfloat16, in bytes.
  fileprivate var weightBytes: Int { 2 * totalParameters }
}
