/// How sure a value is.
public enum Certainty: String, Hashable, Sendable, CaseIterable {
  /// The paper that is being reproduced says so.
  case stated
  /// Another publication says so.
  case published
  /// Remembered from a publication that was not at hand.
  case recalled
  /// Nobody says so; chosen because something must be.
  case assumed
  /// A data sheet or the maker says so.
  case vendor
  /// Measured, on silicon or with a tool.
  case measured
  /// Computed from other values.
  case derived
  /// Given by the user without a source of its own.
  case user
  /// Nothing was given; the simulator's own default.
  case builtIn = "built-in"

  /// The certainties that a document may write.
  public static let writable: [Certainty] = [
    .stated, .published, .recalled, .assumed, .vendor, .measured, .derived,
  ]
}

/// Where a value comes from and how sure it is.
public struct Provenance: Hashable, Sendable {
  /// The document, table or page; for the user's own values the file and line, or the option.
  public var source: String
  /// How sure it is.
  public var certainty: Certainty

  /// A source and how sure it is.
  public init(source: String, certainty: Certainty) {
    self.source = source
    self.certainty = certainty
  }

  /// Of a value that nobody set.
  public static let builtIn = Provenance(source: "built-in default", certainty: .builtIn)
}
