/// The work that the `fast` engine computed and the work that it replayed. The effort is no property of the
/// result, since it differs between engines.
public struct Effort: Sendable, Hashable {
  /// Blocks of the run.
  public var blocks: Int64 = 0
  /// Blocks that were replayed as a whole.
  public var blocksSkipped: Int64 = 0
  /// Commands of all channels.
  public var commands: Int64 = 0
  /// Commands that were computed; all others were replayed. A command of equivalent channels counts once,
  /// except in blocks of `event`.
  public var commandsComputed: Int64 = 0
  /// Blocks that the engine `event` ran from their beginning, since nothing repeated. `blocksSkipped` does
  /// not include them.
  public var blocksLeft: Int64 = 0
}
