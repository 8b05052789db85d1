/// A source of blocks in program order, such as a compiled model or a trace file. The blocks are made as they
/// are asked for, so a run is never held as a whole.
public protocol BlockSource {
  /// True for a program of a host, whose lines pass the front end of the host (`System.HostQueue`); false for
  /// a program of the ASIC's own controller. The division of a host's program into blocks has no effect on
  /// time.
  var isFromHost: Bool { get }

  /// The next blocks, as many as one sequence describes, or nil at the end. A `BlockCursor` iterates over
  /// single blocks.
  ///
  /// - Throws: an error of the source, such as a malformed trace.
  mutating func nextSequence() throws -> BlockSequence?
}

extension BlockSource {
  /// False, unless the source says otherwise.
  public var isFromHost: Bool { false }
}
