public import PIMConfiguration
public import PIMReports

extension Baseline {
  /// Loads a preset or a file.
  ///
  /// - Parameters:
  ///   - name: a preset or the path of a file.
  ///   - overrides: as from `--set path=value`, in order.
  /// - Throws: everything that is wrong with the document, with its place.
  public init(_ name: String, overrides: [Override] = [], library: PresetLibrary = .standard())
    throws(ConfigurationError)
  {
    let node = try Experiment.resolver(library).resolve(name, kind: .baselines, overrides: overrides)
    try self.init(decoding: node.value())
  }
}
