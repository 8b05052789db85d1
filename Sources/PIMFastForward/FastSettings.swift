/// The constants of the `fast` engine, and the switches of its mechanisms. None of them changes a result.
///
/// Each constant can be halved and doubled, and each mechanism switched off, by a benchmark or a test.
@_spi(Ablation) public struct FastSettings: Sendable, Equatable {
  /// What `fast` is made of.
  public var mechanisms = FastMechanisms.all

  // MARK: Memory, which is emptied when it is full

  /// Transitions of channels, with the steps of trajectories: under a kilobyte each. As many ages of states,
  /// and requests of different steps.
  public var transitions = 150_000
  /// Channel states: under a kilobyte each.
  public var states = 16_384
  /// Outcomes of blocks: half a kilobyte each, and a kilobyte for snapshots.
  public var outcomes = 32_768
  /// Plans, streams and shapes of templates: many times what a layer has.
  public var plans = 4_096
  /// Instructions of plans, and requests of streams.
  public var plannedInstructions = 1 << 17
  /// Numbers of streams' texts, two a request.
  public var streamNumbers = 1 << 18
  /// Steps of the longest plan that is compared with others.
  public var comparedSteps = 1 << 14

  // MARK: Trajectories

  /// Misses of a stream before a trajectory is made.
  public var patience = 16
  /// Trajectories kept of a stream.
  public var trajectoriesPerStream = 8
  /// Steps of the shortest stretch or stream that a trajectory is made for.
  public var shortestTrajectory = 4
  /// Requests a step, on average, from which on none is made for a stream that has not been seen.
  public var heavyStep = 8
  /// Steps of a stream, which ends, too, when it has twice as many requests. Some more than a channel takes
  /// between two refreshes, so that little is made in vain where nothing comes again.
  public var streamLength = 512
  /// Steps of a section of a block whose units wait for one another.
  public var sectionLength = 256

  // MARK: Block memo

  /// Runs of granules in a snapshot.
  public var snapshotRuns = 64
  /// Blocks that are run again at the most to bring the machine to a state without a snapshot.
  public var replayedBlocks = 48
  /// Blocks after a disturbance until a snapshot is taken of a state that has not come up before.
  public var snapshotPatience = 12

  // MARK: Cost model, in thirtieths of what it takes to simulate a step beside its commands

  /// The cost of learning a transition, beside simulating it.
  public var learningCost: Int64 = 15 * 30
  /// Transitions that are learnt on trial, before any of it pays.
  public var trial: Int64 = 256
  /// How many times longer the longest trial is than the first.
  public var longestTrial: Int64 = 16
  /// The cost of a block that is not known: to take a snapshot and to keep the outcome. In steps.
  public var blockCost: Int64 = 4
  /// Classes of channels that are looked at for a stretch in the time of a step.
  public var classesPerStep = 8

  /// The usual settings.
  public init() {}

  /// Settings that differ from the usual ones.
  public init(_ change: (inout FastSettings) -> Void) {
    self.init()
    change(&self)
  }
}

/// The mechanisms of the `fast` engine, as switches for ablation.
@_spi(Ablation) public struct FastMechanisms: OptionSet, Sendable {
  /// A bit for each mechanism.
  public let rawValue: UInt16
  /// Creates a set from its bits.
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// Steps are looked up by the state of the channel.
  public static let transitions = FastMechanisms(rawValue: 1 << 0)
  /// Runs of transitions are advanced over by prefix sums.
  public static let trajectories = FastMechanisms(rawValue: 1 << 1)
  /// Blocks are looked up by the state of the machine.
  public static let blocks = FastMechanisms(rawValue: 1 << 2)
  /// Channels go through several steps at a time where none of them has to wait.
  public static let stretches = FastMechanisms(rawValue: 1 << 3)
  /// States are known by how they came about, too.
  public static let histories = FastMechanisms(rawValue: 1 << 4)
  /// The event engine takes over where nothing repeats.
  public static let costModel = FastMechanisms(rawValue: 1 << 5)
  /// It does so in the middle of a block, too.
  public static let midBlockFallback = FastMechanisms(rawValue: 1 << 6)
  /// After it has taken over, looking up is tried again.
  public static let retrials = FastMechanisms(rawValue: 1 << 7)

  /// All of them, as usual.
  public static let all = FastMechanisms(rawValue: (1 << 8) - 1)
}
