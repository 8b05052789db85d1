/// How much of a run the `fast` engine computed, and how much it had seen before. No part of the result:
/// engines differ in it.
public struct Effort: Sendable, Hashable {
  /// Blocks of the run.
  public var blocks: Int64 = 0
  /// Blocks that were advanced over as a whole.
  public var blocksSkipped: Int64 = 0
  /// Commands of all channels.
  public var commands: Int64 = 0
  /// Commands that were computed; all others repeat them. Of channels that do the same those of one count,
  /// but where `event` took over.
  public var commandsComputed: Int64 = 0
  /// Blocks that were left to the engine `event` from their beginning, for want of anything that repeats.
  /// They are not among those skipped.
  public var blocksLeft: Int64 = 0
}
