extension BlockLabel {
  /// The four words that follow BLOCK in a trace.
  public var traceText: String { "\(position) \(layer == -1 ? "-" : String(layer)) \(kind.rawValue) \(part)" }
}
