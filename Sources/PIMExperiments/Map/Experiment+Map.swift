extension Experiment {
  /// Places the model's tensors, without lowering its operators to a program.
  ///
  /// - Throws: `InputError` for a model that does not fit the system or a mapping that is impossible.
  public func map() throws -> MapReport { MapReport(self, try compile()) }
}
