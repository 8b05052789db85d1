/// The certainty of a value.
public enum Certainty: String, Hashable, Sendable, CaseIterable {
  /// Stated by the paper that is reproduced.
  case stated
  /// Stated by another publication.
  case published
  /// Remembered from a publication that was not at hand.
  case recalled
  /// Chosen without a source.
  case assumed
  /// Stated by a data sheet or the manufacturer.
  case vendor
  /// Measured, on silicon or with a tool.
  case measured
  /// Computed from other values.
  case derived
  /// Given by the user without a source.
  case user
  /// A default of the simulator.
  case builtIn = "built-in"

  /// The certainties that a document may write.
  public static let writable: [Certainty] = [
    .stated, .published, .recalled, .assumed, .vendor, .measured, .derived,
  ]
}
