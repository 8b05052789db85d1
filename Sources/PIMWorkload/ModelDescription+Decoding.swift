package import PIMConfiguration

extension ModelDescription {
  /// Reads a model document: `name`, `layers`, `width`, `heads`, `vocabulary`, `contextLimit`, and optionally
  /// `headWidth`, `ffnWidth`, `layerNormEpsilon` and `encoding`.
  ///
  /// - Throws: `ConfigurationError` for missing, unknown and out-of-range keys, and for heads that do not
  ///   divide the width.
  package init(decoding section: Section) throws(ConfigurationError) {
    var section = section
    let sizes = 1...1 << 24
    let name = try section.text("name")
    let layers = try section.integer("layers", in: sizes)
    let width = try section.integer("width", in: sizes)
    let heads = try section.integer("heads", in: sizes)
    guard width % heads == 0 || section.contains("headWidth") else {
      throw section.error(
        "heads", "\(heads) heads do not divide a width of \(width)", found: "no headWidth",
        expected: "headWidth, the elements of one head")
    }
    let headWidth = try section.integer(
      "headWidth", default: width % heads == 0 ? width / heads : nil, in: sizes)
    let ffnWidth = try section.integer("ffnWidth", default: 4 * width, in: sizes)
    let vocabulary = try section.integer("vocabulary", in: sizes)
    let contextLimit = try section.integer("contextLimit", in: sizes)
    let epsilon = try section.real(
      "layerNormEpsilon", default: 1e-5, in: Double(Float.leastNormalMagnitude)...1)
    // No default is recorded, so that reports of models without the key do not change.
    let encoding = try section.optional("encoding", .choice(TokenEncoding.self)) ?? .ids
    try section.finish()
    do throws(WorkloadError) {
      try self.init(
        name: name, layers: layers, width: width, heads: heads, headWidth: headWidth, ffnWidth: ffnWidth,
        vocabulary: vocabulary, contextLimit: contextLimit, layerNormEpsilon: Float(epsilon),
        encoding: encoding)
    } catch {
      throw section.error("name", error.problem, expected: error.suggestion)
    }
  }
}
