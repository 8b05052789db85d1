/// The last write and the latest read of every granule of ASIC SRAM (16 elements, 32 bytes), for which steps
/// wait under the overlapped schedule.
@usableFromInline package struct OperandTracks: Sendable {
  /// Elements of a granule.
  package static let granule: Int32 = 16

  @usableFromInline package var writes: GranuleTrack
  @usableFromInline package var reads: GranuleTrack

  package init(sramBytes: Int) {
    writes = GranuleTrack(count: (sramBytes / 2 + Int(Self.granule) - 1) / Int(Self.granule))
    reads = writes
  }

  /// The moment at which the operands of a step are ready and its results may be overwritten; at least
  /// `start`.
  @inlinable
  package func ready(_ operands: Operands, of list: OperandList, notBefore start: Moment) -> Moment {
    var best = start
    for i in operands.reads { writes.findLater(in: list.reads[i], than: &best) }
    for i in operands.writes {
      writes.findLater(in: list.writes[i], than: &best)
      reads.findLater(in: list.writes[i], than: &best)
    }
    return best
  }

  /// The first of several steps whose operands may be ready later than a time, or for which `operands` is
  /// nil; the end of the steps if there is none.
  @inlinable
  package func firstLate(
    in steps: Range<Int>, than time: Int64, of list: OperandList, _ operands: (Int) -> Operands?
  ) -> Int {
    for step in steps {
      guard let own = operands(step) else { return step }
      for i in own.reads where writes.isAny(in: list.reads[i], laterThan: time) { return step }
      for i in own.writes
      where writes.isAny(in: list.writes[i], laterThan: time) || reads.isAny(in: list.writes[i], laterThan: time) {
        return step
      }
    }
    return steps.upperBound
  }

  /// Records the completion of a step with the operands.
  @inlinable
  package mutating func complete(_ operands: Operands, of list: OperandList, at end: Moment) {
    for i in operands.reads { reads.note(end, in: list.reads[i], notAfter: end.time) }
    for i in operands.writes { writes.note(end, in: list.writes[i], notAfter: .max) }
  }

  /// Records the completions of several steps, in order.
  ///
  /// - Parameters:
  ///   - operands: the operands of the step at an index.
  ///   - ends: the completion of each step.
  @inlinable
  package mutating func complete(
    _ ends: ArraySlice<Moment>, of list: OperandList, _ operands: (Int) -> Operands
  ) {
    GranuleTrack.withPlaces(&reads.granules, &reads.pages) { reads in
      GranuleTrack.withPlaces(&writes.granules, &writes.pages) { writes in
        for index in ends.indices {
          let (own, end) = (operands(index), ends[index])
          for i in own.reads { reads.note(end, in: list.reads[i], notAfter: end.time) }
          for i in own.writes { writes.note(end, in: list.writes[i], notAfter: .max) }
        }
      }
    }
  }

  /// Records the completion of queued accesses of one channel. Other channels may complete the same operands
  /// later; of equal completions the first is kept.
  mutating func complete(_ queued: SRAMExtent, at end: Moment) {
    for run in queued.reads.runs { reads.note(end, in: run, notAfter: end.time - 1) }
    for run in queued.writes.runs { writes.note(end, in: run, notAfter: end.time - 1) }
  }

  /// Calls the body with the keys of all moments of granules.
  package func forEachKey(_ body: (Int64) -> Void) {
    writes.forEachKey(body)
    reads.forEachKey(body)
  }
}
