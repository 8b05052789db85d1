public import PIMConfiguration
public import PIMReports

extension Baseline {
  /// Loads a baseline.
  ///
  /// - Parameters:
  ///   - name: a preset or the path of a file.
  ///   - overrides: values to set, as with `--set path=value`, applied in order.
  /// - Throws: `ConfigurationError` with file, line and column for an invalid document.
  public init(_ name: String, overrides: [String] = [], library: PresetLibrary = .standard())
    throws(ConfigurationError)
  {
    try self.init(name, with: Override.list(overrides), library: library)
  }

  /// Loads a baseline with parsed overrides.
  init(_ name: String, with overrides: [Override], library: PresetLibrary) throws(ConfigurationError) {
    let node = try Experiment.resolver(library).resolve(name, kind: .baselines, overrides: overrides)
    try self.init(decoding: node.value())
  }
}
