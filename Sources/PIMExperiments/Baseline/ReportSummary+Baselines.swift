public import PIMConfiguration
public import PIMReports

extension ReportSummary {
  /// Reads the reports, and the baselines that their runs are held against.
  ///
  /// - Parameters:
  ///   - paths: reports of simulations.
  ///   - baselines: presets or files; the table says how many times as long each takes as the run.
  /// - Throws: `ConfigurationError` and `InputError` for what is wrong with any of them.
  public init(_ paths: [String], against baselines: [String], library: PresetLibrary = .standard()) throws {
    try self.init(paths)
    self.baselines = try baselines.map { (InputError.shortened($0), try Baseline($0, library: library)) }
  }
}
