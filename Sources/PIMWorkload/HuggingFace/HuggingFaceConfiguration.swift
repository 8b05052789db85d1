package import PIMConfiguration

/// A `config.json` of a decoder as Hugging Face transformers writes it.
///
///     let file = try HuggingFaceConfiguration(path: "llama/config.json")
///     file.description.keyValueHeads
///
/// `model_type` names the family (`HuggingFaceFamily`), whose file translates the keys. Keys, their defaults
/// and their other names are those of the family's configuration class in transformers. The key `encoding`,
/// an addition of pimgpt, is `bytes` if tokens are bytes. The model's name is the last part of
/// `_name_or_path`, or of the folder.
package struct HuggingFaceConfiguration: Sendable {
  /// The model.
  package let description: ModelDescription
  /// Notes for the user, one a line: keys of the file that are not used, and assumptions.
  package let notes: [String]
  /// Settings that the program does not compute and that the user waved through, as sentences. A model with
  /// assumptions can be simulated, but what it computes is not what the file says.
  package let assumptions: [String]
  /// The model as a document of pimgpt. Each value has the line of the file, or the default, that it is from.
  package let document: Node
  private let family: any HuggingFaceFamily.Type

  /// The names and layouts of the family's checkpoints, for this model.
  package var layout: CheckpointLayout { family.layout(description) }

  /// The values of `model_type` that are read, sorted.
  package static var supportedTypes: [String] { HuggingFaceFamilies.all.map { $0.modelType }.sorted() }

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - reference: the place that named the file, for the message if the file cannot be read.
  ///   - assume: keys that may have values which the program does not compute (`AssumableKey.all`).
  /// - Throws: `ConfigurationError` for values of the wrong type or out of range, contradictory values under
  ///   two names, models of another kind, and settings that this simulator does not compute.
  package init(path: String, reference: Mark? = nil, assume: Set<String> = []) throws(ConfigurationError) {
    try AssumableKey.check(assume)
    let root = try Document.load(path: path, reference: reference, syntax: .json)
    let section = try root.mapping()
    let family = try HuggingFaceFamilies.family(of: section)
    var reader = HuggingFaceReader(section, file: path, title: family.title, assume: assume)
    try reader.checkSupport()
    let name = try reader.name()
    let model = try family.read(&reader)
    let encoding = try reader.optional("encoding", "encoding", .choice(TokenEncoding.self))
    try reader.checkHeads(model)
    do throws(WorkloadError) {
      description = try ModelDescription(
        name: name, layers: model.layers, width: model.width, heads: model.heads,
        keyValueHeads: model.keyValueHeads, headWidth: model.headWidth, ffnWidth: model.ffnWidth,
        vocabulary: model.vocabulary, contextLimit: model.contextLimit, features: model.features,
        encoding: encoding ?? .ids)
    } catch {
      throw reader.error(error.key ?? "width", error.problem, expected: error.expected)
    }
    self.family = family
    if !section.contains("model_type") { reader.note("no model_type: read as a \(family.title)") }
    reader.noteUnknownKeys(besides: family.withoutEffect)
    assumptions = reader.assumptions
    notes = (reader.assumptions + reader.notes).map { "\(path): \($0)" }
    document = description.document(at: root.mark) { place in reader.origin(of: place) }
  }

  /// The layout of the checkpoint of a known model, from the family that a file names.
  ///
  /// - Throws: `ConfigurationError` for a file that cannot be read, and for a family that is not supported.
  static func layout(of model: ModelDescription, path: String) throws(ConfigurationError) -> CheckpointLayout
  {
    let section = try Document.load(path: path, syntax: .json).mapping()
    return try HuggingFaceFamilies.family(of: section).layout(model)
  }
}
