public import PIMConfiguration
public import PIMReports

extension ReportSummary {
  /// Reads the reports, and the baselines that their runs are compared with.
  ///
  /// - Parameters:
  ///   - paths: reports of simulations.
  ///   - baselines: presets or files; the table gives each baseline's time over the run's.
  /// - Throws: `ConfigurationError` or `InputError` for an invalid report or baseline.
  public init(_ paths: [String], against baselines: [String], library: PresetLibrary = .standard()) throws {
    try self.init(paths)
    self.baselines = try baselines.map { (InputError.shortened($0), try Baseline($0, library: library)) }
  }
}
