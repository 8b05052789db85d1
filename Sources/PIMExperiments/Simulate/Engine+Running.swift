internal import PIMFastForward
internal import PIMEnergy
internal import PIMInstructions
internal import PIMReports
internal import PIMSimulation

extension Engine {
  /// The engine that runs when this one is asked for: `fast` does not make the commands that it skips, and
  /// leaves a run of which they are wanted to `event`, and a host's program, too (`Simulator.run`).
  func running(handsOutCommands: Bool, isFromHost: Bool = false) -> Engine {
    self == .fast && (handsOutCommands || isFromHost) ? .event : self
  }
}
