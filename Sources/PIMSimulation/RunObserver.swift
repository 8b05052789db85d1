public import PIMInstructions
public import PIMResults

/// Receives the events of a run; times are picoseconds. The ASIC's functions are reported only for runs with
/// a receiver of commands.
public struct RunObserver {
  /// Called at the end of a block, with the latest completion so far.
  public var block: (BlockLabel, _ end: Int64) -> Void
  /// Called for an instruction of the ASIC.
  public var function: (IssuedFunction) -> Void
  /// Called with commands of channels that issue the same ones, in order of time for each channel but not
  /// between channels; nil if nobody wants them, or if they are handed out one by one.
  public var commands: (([IssuedCommand], ChannelMask) -> Void)?

  /// An observer with the given functions.
  public init(
    block: @escaping (BlockLabel, Int64) -> Void, function: @escaping (IssuedFunction) -> Void,
    commands: (([IssuedCommand], ChannelMask) -> Void)? = nil
  ) {
    self.block = block
    self.function = function
    self.commands = commands
  }
}
