public import Configuration
internal import Hardware
internal import Mapping
internal import Workload

/// Reads one document of any kind as strictly as a simulation would.
public struct DocumentCheck {
  public let kind: PresetKind
  /// Resolved, with defaults filled in and the source of every value.
  public let document: Node

  /// The kinds that can be read.
  public static let kinds: [PresetKind] = [.experiments, .systems, .models, .mappings, .baselines]

  /// Resolves and decodes.
  ///
  /// - Parameters:
  ///   - name: a preset or the path of a file.
  ///   - kind: nil to tell from the file's folder or its keys.
  /// - Throws: everything that is wrong with the document.
  public init(
    _ name: String, kind: PresetKind? = nil, overrides: [String] = [], library: PresetLibrary = .standard()
  ) throws {
    let kind = try kind ?? Self.kind(of: name, library)
    let overrides = try overrides.map { text throws(ConfigurationError) in try Override(parsing: text) }
    let node = try Experiment.resolver(library).resolve(name, kind: kind, overrides: overrides)
    self.kind = kind
    let record = DecodingRecord()
    let value = node.value(record: record)
    switch kind {
    case .experiments:
      let experiment = try Experiment(node)
      _ = try experiment.compile()
      document = experiment.document
      return
    case .systems: _ = try System(value)
    case .models: _ = try ModelSource(decoding: value)
    case .mappings: _ = try MappingPolicy(decoding: try value.section())
    case .baselines: _ = try Baseline(decoding: value)
    }
    document = record.effective(node)
  }

  /// The document with the source of every value behind it.
  public var annotatedText: String { canonicalText(of: document, style: .annotated) }

  // MARK: Kinds

  private static var kindNames: String { kinds.map(\.rawValue).joined(separator: ", ") }

  /// Keys that only one kind of document has.
  private static let tellingKeys: [(kind: PresetKind, keys: [String])] = [
    // Before experiments: a measurement names its model.
    (.baselines, ["method"]),
    (.experiments, ["model", "system", "mapping", "tokens"]),
    (.systems, ["organisation", "timing", "rules", "asic", "link", "commands", "electrical"]),
    (.models, ["layers", "heads", "width", "vocabulary"]),
    (
      .mappings,
      ["valueLayout", "valueWrite", "bias", "partialBuffer", "scoreBuffer", "parameterBuffer", "schedule"]
    ),
  ]

  private static func kind(of name: String, _ library: PresetLibrary) throws -> PresetKind {
    guard isPath(name) else {
      return kinds.first { library.names(kind: $0).contains(name) } ?? .experiments
    }
    let document = try Document.load(path: name)
    let folders = name.split(separator: "/").dropLast()
    if let folder = folders.last, let kind = PresetKind(rawValue: String(folder)) { return kind }
    guard let mapping = document.mapping else { return .experiments }
    for (kind, keys) in tellingKeys where keys.contains(where: { mapping[$0] != nil }) { return kind }
    throw ConfigurationError(
      mark: document.mark, what: "cannot tell what kind of document this is",
      expected: "a folder of one of these names, or --kind: \(kindNames)")
  }

  private static func isPath(_ name: String) -> Bool {
    name.contains("/") || [".yaml", ".yml", ".json"].contains { name.hasSuffix($0) }
  }
}
