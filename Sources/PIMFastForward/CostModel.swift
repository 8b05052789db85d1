/// The cost model that decides between looking steps up and simulating them: an account of what the memos
/// have saved and spent, by how long the event engine takes for a step.
///
/// To learn a transition takes some fifteen times as long as to simulate its step. Hits pay for that, and a
/// thirtieth of whatever is simulated. So `fast` does not fall behind `event` by much more than that and what
/// is learnt on trial. When no credit is left, the event engine takes over until there is enough for another
/// trial, longer each time up to a limit: what repeats after a long time is found, too.
///
/// The unit is a thirtieth of what it takes to simulate a step beside its commands, which is about what a
/// command takes.
struct CostModel {
  private static let step: Int64 = 30
  private let isOn: Bool
  private let retries: Bool
  /// The cost of a transition that is learnt.
  private let learningCost: Int64
  /// At most `most` is kept: what was saved long ago does not pay for much in a row.
  private var credit: Int64
  private let most: Int64
  /// The credit that the trial that is waited for begins with, and the one after it.
  private var wanted: Int64
  private var next: Int64
  /// Whether the event engine should go on: no credit is left, and there is not enough for another trial yet.
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

  /// Hits: steps, and their commands, that need not be simulated.
  @inline(__always)
  mutating func save(steps: Int64, commands: Int64) { credit &+= steps &* Self.step &+ commands }

  /// A miss: a step was simulated and kept, and its requests were gone through to tell it from others.
  mutating func learn(requests: Int64, commands: Int64) {
    take(learningCost + requests - (Self.step + commands) / 30)
  }

  /// Commands were simulated ahead, which count as saved when the channel comes to them.
  mutating func lookAhead(commands: Int64) { credit -= commands }

  /// Work that takes as long as to simulate so many steps was in vain.
  mutating func waste(steps: Int64) { take(steps * Self.step) }

  private mutating func take(_ cost: Int64) {
    credit = min(credit, most) - cost
    if credit > 0 || hasGivenUp || !isOn { return }
    hasGivenUp = true
    wanted = next
    next = min(2 * next, most)
  }

  /// Steps were simulated, and nothing was kept of them.
  mutating func simulate(steps: Int64) {
    credit += steps
    if credit >= wanted && retries { hasGivenUp = false }
  }

  /// Steps that have to be simulated before there is another trial.
  var patience: Int64 { retries ? max(wanted - credit, 0) : .max }
}
