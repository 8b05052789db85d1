internal import PIMInstructions
internal import PIMSimulation

/// What some channels are given by a template: the same streams, one after the other.
struct ChannelWork {
  var channels: ChannelMask
  var streams: [PlacedStream]
}

/// A stream whose rows are `rows` further on than the block's.
struct PlacedStream: Equatable {
  var stream: Stream
  var rows: Int32

  static func == (a: PlacedStream, b: PlacedStream) -> Bool { a.stream === b.stream && a.rows == b.rows }
}

/// A template as the simulator runs it.
final class PlannedTemplate {
  /// How the steps of a template are carried out.
  enum Plan {
    /// Operands exist when the block starts: each channel goes through its stream on its own.
    case streams([ChannelWork], instructions: Int64)
    /// Instructions of the ASIC, one after the other.
    case asic([(work: ASICWork, cause: Cause)])
    /// Steps that may wait for one another, in program order.
    case steps(StepPlan)
  }

  let template: Template
  let plan: Plan
  /// Plans with the same number are equal.
  let number: Int32
  /// Steps of groups of channels, or operations.
  let steps: Int64

  init(template: Template, plan: Plan, number: Int32) {
    self.template = template
    self.plan = plan
    self.number = number
    steps =
      switch plan {
      case .streams(let work, _):
        Int64(work.reduce(0) { $0 + $1.streams.reduce(0) { $0 + $1.stream.steps.count } })
      case .asic(let operations): Int64(operations.count)
      case .steps(let plan): Int64(plan.steps.count)
      }
  }
}
