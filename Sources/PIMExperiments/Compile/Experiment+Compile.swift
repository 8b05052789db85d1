internal import PIMWorkload

extension Experiment {
  /// Maps the model; the trace's instructions are made as it is written.
  ///
  /// - Parameter positions: a part of the run, or nil for all of it.
  /// - Throws: `InputError` for what does not fit, or cannot be.
  public func compileTrace(positions: Range<Int>? = nil) throws -> TraceCompilation {
    TraceCompilation(self, try compile(), positions: positions ?? run.positions)
  }
}
