import PIMInstructions

/// The unit that multiplies.
enum Multiplier: Sendable, Hashable {
  /// The channels' MAC units. If reading does not clear accumulators, `zeros` is the address of zeros that
  /// preset them.
  case macUnits(zeros: Int32?)
  /// The ASIC, which reads weights through a buffer.
  case asic(StreamBuffer)

  /// The instructions of a loop nest.
  func lower(geometry: Geometry, _ nest: some ProductNest) -> [Instruction] {
    switch self {
    case .macUnits(let zeros):
      var sink = MACSink(geometry: geometry, zeros: zeros)
      nest.run(into: &sink)
      return sink.finish()
    case .asic(let buffer):
      var sink = StreamSink(buffer, geometry: geometry)
      nest.run(into: &sink)
      return sink.finish()
    }
  }
}
