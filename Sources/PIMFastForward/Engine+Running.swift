extension Engine {
  /// The engine that runs a program if this one is selected. The engine `fast` does not produce the commands
  /// that it skips, so `event` replaces it for runs whose commands are received, and for a host's program.
  package func running(handsOutCommands: Bool, isFromHost: Bool = false) -> Engine {
    self == .fast && (handsOutCommands || isFromHost) ? .event : self
  }
}
