public import PIMConfiguration

extension ModelDescription {
  /// Reads a `config.json` of a GPT-2 model as Hugging Face writes it; see `HuggingFaceConfiguration`.
  ///
  /// - Throws: as `HuggingFaceConfiguration.init`.
  public init(huggingFace path: String, reference: Mark? = nil) throws(ConfigurationError) {
    self = try HuggingFaceConfiguration(path: path, reference: reference).description
  }
}
