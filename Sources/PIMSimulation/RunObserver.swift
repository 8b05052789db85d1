public import PIMInstructions
public import PIMResults

/// Receives the events of a run; times are picoseconds. The ASIC's functions are reported only for runs with
/// a receiver of commands.
public struct RunObserver {
  /// Called at the end of a block, with the latest completion so far.
  public var block: (BlockLabel, _ end: Int64) -> Void
  /// Called for an instruction of the ASIC.
  public var function: (Cause, _ start: Int64, _ end: Int64) -> Void

  /// An observer with the given functions.
  public init(
    block: @escaping (BlockLabel, Int64) -> Void, function: @escaping (Cause, Int64, Int64) -> Void
  ) {
    self.block = block
    self.function = function
  }
}
