package import PIMConfiguration

extension RunDescription {
  /// Reads a run's keys among the keys of a section, usually an experiment's: `tokens`, and optionally
  /// `promptLength`, `lmHead`, `embedding`, `maximumContext` and `extendContext`. The caller finishes the
  /// section.
  ///
  /// - Throws: `ConfigurationError` for missing and out-of-range keys.
  package init(decoding section: inout Section) throws(ConfigurationError) {
    let lengths = 1...1 << 24
    let tokens = try section.integer("tokens", in: lengths)
    let promptLength = try section.integer("promptLength", default: 1, in: lengths)
    let lmHead = try section.boolean("lmHead", default: false)
    let embedding = try section.boolean("embedding", default: false)
    let maximumContext = try section.optional("maximumContext", .integer(in: lengths))
    let extendContext = try section.boolean("extendContext", default: false)
    do throws(WorkloadError) {
      try self.init(
        tokens: tokens, promptLength: promptLength, lmHead: lmHead, embedding: embedding,
        maximumContext: maximumContext, extendContext: extendContext)
    } catch {
      throw section.error(error.key ?? "tokens", error.problem, expected: error.expected)
    }
  }
}
