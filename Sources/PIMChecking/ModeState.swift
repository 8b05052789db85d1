internal import PIMHardware

/// The mode that a channel is in, and since which command.
///
/// With two modes TMOD turns to the other one. With more it turns to any but the one it leaves, and the next command that needs a
/// mode says which.
struct ModeState {
  /// -1: not known, since a trace does not say which of several modes a command turns to; then `before` is what it left.
  private var mode = 0
  private var before = -1
  /// The command that turned to the mode, or from which on it was taken to be that one; nil from the start.
  private var since: CommandRecord?

  mutating func check(
    _ c: CommandRecord, _ system: borrowing System, _ found: (Violation.Kind) -> Void
  ) {
    if c.command == .TMOD {
      if system.modeNames.count == 2 {
        mode = 1 - mode
      } else {
        if mode >= 0 { before = mode }
        mode = -1
      }
      since = c
      return
    }
    guard let needed = system.mode[Int(c.command.rawValue)].map(Int.init) else { return }
    if mode < 0, needed != before { mode = needed }
    if needed != mode {
      let name = mode < 0 ? "other than \(system.modeNames[before])" : system.modeNames[mode]
      found(.wrongMode(found: name, needed: system.modeNames[needed], since: since))
      // A TMOD is missing, or one too many: what follows is judged from the mode that this command needs.
      mode = needed
      since = c
    }
  }
}
