internal import PIMHardware

/// The mode of a channel, with the command that turned the channel to it.
///
/// With two modes TMOD selects the other one. With more modes TMOD selects any but the current one, and the
/// next command that requires a mode tells which.
struct ModeState {
  /// The mode; -1 if it is unknown, since a trace does not say which of several modes TMOD selects. In this
  /// case `before` is the mode that was left.
  private var mode = 0
  private var before = -1
  /// The command that turned the channel to the mode, or the first one for which the mode was assumed; nil
  /// from the start.
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
      // A TMOD is missing or superfluous. The following commands are judged from the mode that this command
      // requires.
      mode = needed
      since = c
    }
  }
}
