internal import PIMConfiguration

/// The kind of a document.
public enum DocumentKind: String, Sendable, Hashable, CaseIterable {
  /// Kinds of presets, which can extend one another.
  case experiments, systems, models, mappings, baselines
  /// A GPT-2 model in the layout of Hugging Face: a folder, or its `config.json` alone.
  case checkpoints
  /// Documents that name experiments.
  case suites, sweeps
  /// Mappings to search.
  case spaces
  /// The claims of a paper.
  case paper

  /// The kind of preset; nil for checkpoints, which are none.
  var preset: PresetKind? { PresetKind(rawValue: rawValue) }
  /// The kind of preset, for documents that can extend one another.
  var resolvable: PresetKind? { preset.flatMap { PresetKind.resolvable.contains($0) ? $0 : nil } }
}

extension DocumentKind {
  /// Keys that identify a kind of document. The kinds are tried in this order.
  private static let tellingKeys: [(kind: DocumentKind, keys: [String])] = [
    // Tried before experiments, since these kinds also name models and experiments.
    (.paper, ["claims", "assumptions"]),
    (.suites, ["cases"]),
    (.sweeps, ["axes", "points"]),
    (.spaces, ["choices"]),
    (.baselines, ["method", "bandwidth", "processor", "measuredOn"]),
    // Tried before experiments, since a model's section has the name of an experiment's key, `embedding`.
    (
      .models,
      [
        "layers", "heads", "width", "vocabulary", "headWidth", "keyValueHeads", "ffnWidth", "contextLimit",
        "layerNormEpsilon", "norm", "positions", "feedForward", "residual", "head", "encoding",
      ]
    ),
    (
      .experiments,
      [
        "model", "system", "mapping", "tokens", "promptLength", "lmHead", "embedding", "maximumContext",
        "extendContext", "assume",
      ]
    ),
    (
      .systems,
      [
        "organisation", "timing", "rules", "asic", "link", "commands", "electrical", "clock", "completion",
        "refresh",
        "modes", "autoPrecharge", "trace", "globalBuffer", "macUnit", "host",
      ]
    ),
    (
      .mappings,
      [
        "valueLayout", "valueWrite", "bias", "partialBuffer", "scoreBuffer", "parameterBuffer", "schedule",
        "rowOpening", "productTiles", "attention", "attentionGroups", "parameterPrefetch", "queryOrder",
        "sharedQueries", "pipelinedFrom", "scoreRows", "operators",
      ]
    ),
  ]
  /// Keys of `config.json` that none of pimgpt's own documents has.
  private static let checkpointKeys = [
    "model_type", "architectures", "n_embd", "hidden_size", "n_layer", "n_head", "vocab_size",
    "transformers_version",
  ]

  /// The kind of a preset, a file or a folder, determined by its folder, its keys, or the document that it
  /// extends.
  ///
  /// - Throws: `ConfigurationError` for a document that cannot be read or whose kind cannot be determined.
  init(of name: String, _ library: PresetLibrary) throws(ConfigurationError) {
    guard Self.isPath(name) else {
      if CheckpointExperiment(name, library) != nil {
        self = .checkpoints
        return
      }
      let kind = Self.allCases.first { $0.preset.map { library.names(kind: $0).contains(name) } ?? false }
      self = kind ?? .experiments
      return
    }
    self = try Self.kind(ofPath: name, library, chain: [])
  }

  private static func kind(
    ofPath path: String, _ library: PresetLibrary, chain: [String]
  ) throws(ConfigurationError) -> DocumentKind {
    if FilePath.isFolder(path) { return .checkpoints }
    let document = try Document.load(path: path)
    let folders = path.split(separator: "/").dropLast()
    if let folder = folders.last, let kind = DocumentKind(rawValue: String(folder)) { return kind }
    guard let mapping = document.mapping else { return .experiments }
    if checkpointKeys.contains(where: { mapping[$0] != nil }) { return .checkpoints }
    for (kind, keys) in tellingKeys where keys.contains(where: { mapping[$0] != nil }) { return kind }
    if let base = mapping[Resolver.extendsKey], let name = base.scalar?.text, !name.isEmpty,
      let kind = try kind(
        ofBase: base, name, isNamed: mapping["name"] != nil, library,
        chain: chain + [FilePath.resolved(path) ?? path])
    {
      return kind
    }
    if FilePath.name(of: path) == "config.json" { return .checkpoints }
    throw ConfigurationError(
      mark: document.mark, what: "cannot tell what kind of document this is",
      expected:
        "a folder of one of these names, or --kind: \(allCases.map(\.rawValue).joined(separator: ", "))")
  }

  /// The kind of the document that another one extends; nil if no preset has the name. If presets of several
  /// kinds share the name, the first kind counts, as on the command line. A document with a name of its own
  /// extends no experiment, since an experiment has no name.
  private static func kind(
    ofBase base: Node, _ name: String, isNamed: Bool, _ library: PresetLibrary, chain: [String]
  ) throws(ConfigurationError) -> DocumentKind? {
    if isPath(name), let path = base.fileReference {
      guard FilePath.exists(path) else {
        throw ConfigurationError(
          mark: base.mark, path: ConfigurationPath(keys: Resolver.extendsKey), what: "no such file",
          found: "\"\(path)\"", expected: "a path relative to the file that names it, or the name of a preset"
        )
      }
      // A cycle counts as an experiment here: the resolver reports the error.
      if chain.contains(FilePath.resolved(path) ?? path) { return .experiments }
      return try kind(ofPath: path, library, chain: chain)
    }
    return allCases.first { kind in
      guard let preset = kind.resolvable, !(isNamed && kind == .experiments) else { return false }
      return library.names(kind: preset, near: base.mark.file).contains(name)
    }
  }

  private static func isPath(_ name: String) -> Bool {
    name == "-" || name.contains("/") || [".yaml", ".yml", ".json"].contains { name.hasSuffix($0) }
  }
}
