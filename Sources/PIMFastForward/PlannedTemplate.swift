internal import PIMInstructions
internal import PIMResults
internal import PIMSimulation

/// The work of some channels in a template: the same streams, in sequence.
struct ChannelWork {
  var channels: ChannelMask
  var streams: [PlacedStream]
}

/// A stream with a row offset of `rows` relative to the block.
struct PlacedStream: Equatable {
  var stream: Stream
  var rows: Int32

  static func == (a: PlacedStream, b: PlacedStream) -> Bool { a.stream === b.stream && a.rows == b.rows }
}

/// A template with its plan.
final class PlannedTemplate {
  /// The form in which the steps of a template are run.
  enum Plan {
    /// Operands are ready when the block starts: each channel runs its streams independently.
    case streams([ChannelWork], instructions: Int64)
    /// Instructions of the ASIC, in sequence.
    case asic([(work: ASICWork, cause: Cause)])
    /// Steps that may wait for one another, in program order.
    case steps(StepPlan)
  }

  let template: Template
  let plan: Plan
  /// Plans with the same number are equal.
  let number: Int32
  /// The number of steps of groups of channels, or of operations.
  let steps: Int64
  /// True if only the ASIC has work.
  let isOfASIC: Bool
  /// The run of the template's block alone, as it was last asked for.
  @exclusivity(unchecked) var single: PlannedRun?

  init(template: Template, plan: Plan, number: Int32) {
    self.template = template
    self.plan = plan
    self.number = number
    isOfASIC =
      switch plan {
      case .streams: false
      case .asic: true
      case .steps(let plan): plan.isOfASIC
      }
    steps =
      switch plan {
      case .streams(let work, _):
        Int64(work.reduce(0) { $0 + $1.streams.reduce(0) { $0 + $1.stream.steps.count } })
      case .asic(let operations): Int64(operations.count)
      case .steps(let plan): Int64(plan.steps.count)
      }
  }
}
