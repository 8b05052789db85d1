internal import PIMInstructions

/// Consecutive blocks that the block memo keeps as one: a block for channels, with the blocks of the ASIC
/// alone that follow.
///
/// What a block of channels leaves is mostly awaited by the ASIC, at moments that depend on each channel.
/// Once the ASIC has begun, they no longer matter, and more machines are in the same state.
final class PlannedRun {
  /// The plans; no templates, since a template may keep its run.
  let plans: [PlannedTemplate.Plan]
  let kinds: [OperatorKind]
  /// Runs with the same number have equal plans and operators.
  let number: Int32
  /// The number of steps of groups of channels, and of operations.
  let steps: Int64

  init(_ planned: ArraySlice<PlannedTemplate>, _ kinds: [OperatorKind], number: Int32) {
    plans = planned.map(\.plan)
    self.kinds = kinds
    self.number = number
    steps = planned.reduce(0) { $0 + $1.steps }
  }
}

/// What a look-up needs of a run in a sequence of blocks; no references.
struct PlacedRun {
  let number: Int32
  let isForNextLayer: Bool
  /// The elements of the sequence.
  let blocks: Range<Int>
  let steps: Int64
}
