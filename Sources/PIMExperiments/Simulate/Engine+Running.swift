internal import PIMFastForward
internal import PIMEnergy
internal import PIMInstructions
internal import PIMReports
internal import PIMSimulation

extension Engine {
  /// The engine that simulates if this one is selected. The engine `fast` does not produce the commands that
  /// it skips, so `event` replaces it for runs whose commands are received, and for a host's program
  /// (`Simulator.run`).
  func running(handsOutCommands: Bool, isFromHost: Bool = false) -> Engine {
    self == .fast && (handsOutCommands || isFromHost) ? .event : self
  }
}
