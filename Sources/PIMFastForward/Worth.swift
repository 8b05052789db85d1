/// Whether steps are worth being looked up: an account of what `fast` has saved and spent, by how long the event engine takes for a step.
///
/// To find out what a step does takes some fifteen times as long as to simulate it, beside the simulation itself. What was known pays for that, and
/// a thirtieth of whatever is simulated. So `fast` does not fall behind `event` by much more than that and what it may learn on trial. When nothing is left,
/// the event engine goes on until there is enough for another trial, for a longer one each time, up to sixteen times the first: what repeats after a
/// long time is found, too.
struct Worth {
  // All in thirtieths of what it takes to simulate a step beside its commands, which is about what a command takes.
  private static let step: Int64 = 30
  /// What a transition takes that is learnt.
  private let cost: Int64
  /// What is left, and no more than `most` of it: what was saved long ago does not pay for much in a row.
  private var credit: Int64
  private let most: Int64
  /// What the trial that is waited for begins with, and the one after it.
  private var wanted: Int64
  private var next: Int64
  /// Whether nothing is left, and not enough for another trial yet.
  private(set) var isNone = false

  init(_ limits: MemoLimits) {
    cost = limits.cost
    credit = limits.trial * cost
    most = 16 * credit
    next = min(2 * credit, most)
    wanted = next
  }

  /// Steps came to pass that were known.
  @inline(__always)
  mutating func know(_ steps: Int64, commands: Int64) { credit &+= steps &* Self.step &+ commands }

  /// A step was simulated to find out what it does, and its requests were gone through to tell it from others.
  mutating func learn(requests: Int64, commands: Int64) {
    credit = min(credit, most) - cost - requests + (Self.step + commands) / 30
    if credit <= 0 { giveUp() }
  }

  /// Commands were issued that a channel is about to come to, as things stand; then they are known.
  mutating func advance(commands: Int64) { credit -= commands }

  /// What takes as long as to simulate so much was in vain.
  mutating func spend(_ steps: Int64) {
    credit = min(credit, most) - steps * Self.step
    if credit <= 0 { giveUp() }
  }

  private mutating func giveUp() {
    if isNone { return }
    isNone = true
    wanted = next
    next = min(2 * next, most)
  }

  /// Steps were simulated, and nothing was kept of them.
  mutating func simulate(_ steps: Int64) {
    credit += steps
    if credit >= wanted { isNone = false }
  }

  /// How many steps have to be simulated before there is another trial.
  var patience: Int64 { max(wanted - credit, 0) }
}
