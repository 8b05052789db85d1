package import PIMConfiguration

extension ModelDescription {
  /// Reads a `config.json` in the format of Hugging Face (`HuggingFaceConfiguration`).
  ///
  /// - Parameter reference: the place that named the file, for the message if the file cannot be read.
  /// - Throws: `ConfigurationError`, as `HuggingFaceConfiguration.init`.
  package init(huggingFace path: String, reference: Mark? = nil) throws(ConfigurationError) {
    self = try HuggingFaceConfiguration(path: path, reference: reference).description
  }
}
