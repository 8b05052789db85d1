/// The constants of the `fast` engine, and the switches of its mechanisms. None of them changes a result.
///
/// docs/fast.md has the measurements: each constant halved and doubled (`pimgpt-bench --only constants`), each
/// mechanism switched off (`--only ablation`).
package struct FastSettings: Sendable, Equatable {
  /// What `fast` is made of.
  package var mechanisms = FastMechanisms.all

  // MARK: Memory, which is emptied when it is full

  /// Transitions of channels, with the steps of trajectories: under a kilobyte each. As many ages of states, and
  /// requests of different steps.
  package var transitions = 150_000
  /// Channel states: under a kilobyte each.
  package var states = 16_384
  /// Outcomes of blocks: half a kilobyte each, and a kilobyte for snapshots.
  package var outcomes = 32_768
  /// Plans, streams and shapes of templates: many times what a layer has.
  package var plans = 4_096
  /// Instructions of plans, and requests of streams.
  package var plannedInstructions = 1 << 17
  /// Numbers of streams' texts, two a request.
  package var streamNumbers = 1 << 18
  /// Steps of the longest plan that is compared with others.
  package var comparedSteps = 1 << 14

  // MARK: Trajectories

  /// Misses of a stream before a trajectory is made.
  package var patience = 16
  /// Trajectories kept of a stream.
  package var trajectoriesPerStream = 8
  /// Steps of the shortest stretch or stream that a trajectory is made for.
  package var shortestTrajectory = 4
  /// Requests a step, on average, from which on none is made for a stream that has not been seen.
  package var heavyStep = 8
  /// Steps of a stream, which ends, too, when it has twice as many requests. Some more than a channel takes
  /// between two refreshes, so that little is made in vain where nothing comes again.
  package var streamLength = 512
  /// Steps of a section of a block whose units wait for one another.
  package var sectionLength = 256

  // MARK: Block memo

  /// Runs of granules in a snapshot.
  package var snapshotRuns = 64
  /// Blocks that are run again at the most to bring the machine to a state without a snapshot.
  package var replayedBlocks = 48
  /// Blocks after a disturbance until a snapshot is taken of a state that has not come up before.
  package var snapshotPatience = 12

  // MARK: Cost model, in thirtieths of what it takes to simulate a step beside its commands

  /// The cost of learning a transition, beside simulating it.
  package var learningCost: Int64 = 15 * 30
  /// Transitions that are learnt on trial, before any of it pays.
  package var trial: Int64 = 256
  /// How many times longer the longest trial is than the first.
  package var longestTrial: Int64 = 16
  /// The cost of a block that is not known: to take a snapshot and to keep the outcome. In steps.
  package var blockCost: Int64 = 4
  /// Classes of channels that are looked at for a stretch in the time of a step.
  package var classesPerStep = 8

  package init() {}

  /// Settings that differ from the usual ones.
  package init(_ change: (inout FastSettings) -> Void) {
    self.init()
    change(&self)
  }
}

/// The mechanisms of the `fast` engine, as switches for ablation.
package struct FastMechanisms: OptionSet, Sendable {
  package let rawValue: UInt16
  package init(rawValue: UInt16) { self.rawValue = rawValue }

  /// Steps are looked up by the state of the channel.
  package static let transitions = FastMechanisms(rawValue: 1 << 0)
  /// Runs of transitions are advanced over by prefix sums.
  package static let trajectories = FastMechanisms(rawValue: 1 << 1)
  /// Blocks are looked up by the state of the machine.
  package static let blocks = FastMechanisms(rawValue: 1 << 2)
  /// Channels go through several steps at a time where none of them has to wait.
  package static let stretches = FastMechanisms(rawValue: 1 << 3)
  /// States are known by how they came about, too.
  package static let histories = FastMechanisms(rawValue: 1 << 4)
  /// The event engine takes over where nothing repeats.
  package static let costModel = FastMechanisms(rawValue: 1 << 5)
  /// It does so in the middle of a block, too.
  package static let midBlockFallback = FastMechanisms(rawValue: 1 << 6)
  /// After it has taken over, looking up is tried again.
  package static let retrials = FastMechanisms(rawValue: 1 << 7)

  package static let all = FastMechanisms(rawValue: (1 << 8) - 1)
}
