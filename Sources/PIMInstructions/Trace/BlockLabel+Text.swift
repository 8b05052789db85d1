extension BlockLabel {
  /// The four words that follow BLOCK in a trace.
  package var traceText: String {
    "\(position) \(layer == -1 ? "-" : String(layer)) \(kind.rawValue) \(part)"
  }
}
