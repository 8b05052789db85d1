extension Experiment {
  /// Places the model's tensors, without lowering its operators to a program.
  ///
  /// - Throws: `InputError` for what does not fit, or cannot be.
  public func map() throws -> MapReport { MapReport(self, try compile()) }
}
