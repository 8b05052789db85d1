internal import PIMWorkload

extension Experiment {
  /// Maps the model. The instructions are generated while the trace is written.
  ///
  /// - Parameter positions: the positions of the run to compile; nil for all.
  /// - Throws: `InputError` for a model that does not fit the system or a mapping that is impossible.
  public func compileTrace(positions: Range<Int>? = nil) throws -> TraceCompilation {
    TraceCompilation(self, try compile(), positions: positions ?? run.positions)
  }
}
