import PIMInstructions

/// The unit that a machine multiplies with.
enum Multiplier: Sendable, Hashable {
  /// The channels' MAC units. Where reading does not clear their accumulators, `zeros` is the first of enough zeros to preset them.
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

/// A loop nest of products.
protocol ProductNest {
  func run(into sink: inout some ProductSink)
}
