/// Bounds of a trace that keep a reader's memory flat.
public enum TraceLimits {
  /// Bytes of a line, without its end.
  public static let lineBytes = 4096
  /// Instructions of a block: a block is held in memory as a whole.
  public static let blockInstructions = 1 << 20
  /// The highest position, layer and part.
  public static let label = Int(Int32.max)
  /// The highest layer: reports have a row for each.
  public static let layer = 65_535
}
