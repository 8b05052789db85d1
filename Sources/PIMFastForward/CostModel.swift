/// The cost model that decides between look-ups of steps and their simulation. Its credit is what the memos
/// have saved minus what they have cost, in the event engine's time for a step.
///
/// A transition takes some fifteen times as long to learn as its step takes to simulate. Hits pay for that,
/// and so does a thirtieth of every simulated step. So `fast` falls behind `event` by little more than that
/// and the cost of a trial. Without credit, the event engine takes over until there is enough for another
/// trial. Trials get longer, up to a limit, so that repetition with a long period is found.
///
/// The unit is a thirtieth of the time to simulate a step without its commands, which is about the time for
/// one command.
struct CostModel {
  private static let step: Int64 = 30
  private let isOn: Bool
  private let retries: Bool
  /// The cost of learning a transition.
  private let learningCost: Int64
  /// The credit. At most `most` is kept, so that early savings do not pay for a long series of misses.
  private var credit: Int64
  private let most: Int64
  /// The credit at which the next trial begins, and the credit for the trial after it.
  private var wanted: Int64
  private var next: Int64
  /// True if the event engine should run the next steps: without credit, until there is enough for another
  /// trial.
  private(set) var hasGivenUp = false

  init(_ settings: FastSettings) {
    isOn = settings.mechanisms.contains(.costModel)
    retries = settings.mechanisms.contains(.retrials)
    learningCost = settings.learningCost
    credit = settings.trial * learningCost
    most = settings.longestTrial * credit
    next = min(2 * credit, most)
    wanted = next
  }

  /// Books hits: steps, and their commands, that need not be simulated.
  @inline(__always)
  mutating func save(steps: Int64, commands: Int64) { credit &+= steps &* Self.step &+ commands }

  /// Books a miss: a step was simulated and kept, and its requests were compared with those of other steps.
  mutating func learn(requests: Int64, commands: Int64) {
    take(learningCost + requests - (Self.step + commands) / 30)
  }

  /// Books lookahead: commands simulated ahead count as saved when the channel reaches them.
  mutating func lookAhead(commands: Int64) { credit -= commands }

  /// Books wasted work that takes as long as the simulation of some steps.
  mutating func waste(steps: Int64) { take(steps * Self.step) }

  private mutating func take(_ cost: Int64) {
    credit = min(credit, most) - cost
    if credit > 0 || hasGivenUp || !isOn { return }
    hasGivenUp = true
    wanted = next
    next = min(2 * next, most)
  }

  /// Books steps that were simulated and not kept.
  mutating func simulate(steps: Int64) {
    credit += steps
    if credit >= wanted && retries { hasGivenUp = false }
  }

  /// Steps to simulate before the next trial.
  var patience: Int64 { retries ? max(wanted - credit, 0) : .max }
}
