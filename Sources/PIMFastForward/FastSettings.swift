/// The constants of the `fast` engine, and the switches of its mechanisms. None of them changes a result.
///
/// Each constant can be halved and doubled, and each mechanism switched off, by a benchmark or a test.
@_spi(Ablation) public struct FastSettings: Sendable, Equatable {
  /// The mechanisms that are on.
  public var mechanisms = FastMechanisms.all

  // MARK: Memory, which is emptied when it is full

  /// Transitions of channels, including the steps of trajectories: under a kilobyte each. The same limit
  /// holds for aged states and for requests of different steps.
  public var transitions = 150_000
  /// Channel states: under a kilobyte each.
  public var states = 16_384
  /// Outcomes of runs of blocks: half a kilobyte each, and a kilobyte for snapshots.
  public var outcomes = 32_768
  /// Plans, streams and shapes of templates: many times the number in a layer.
  public var plans = 4_096
  /// Instructions of plans, and requests of streams.
  public var plannedInstructions = 1 << 17
  /// Integers of the texts of streams, two a request.
  public var streamNumbers = 1 << 18
  /// Steps of the longest plan that is compared with others.
  public var comparedSteps = 1 << 14

  // MARK: Trajectories

  /// Misses of a stream before a trajectory is made.
  public var patience = 16
  /// Trajectories kept for a stream.
  public var trajectoriesPerStream = 8
  /// Steps of the shortest stretch or stream for which a trajectory is made.
  public var shortestTrajectory = 4
  /// Average requests a step from which on no trajectory is made for a new stream.
  public var heavyStep = 8
  /// Maximum steps of a stream, which also ends at twice as many requests. The limit is slightly above the
  /// steps between two refreshes, so that little lookahead is wasted when nothing repeats.
  public var streamLength = 512
  /// Steps of a section of a block with steps that wait for each other.
  public var sectionLength = 256

  // MARK: Block memo

  /// Maximum runs of granules in a snapshot.
  public var snapshotRuns = 64
  /// Maximum runs of blocks that are simulated again to bring the machine to a state without a snapshot.
  public var replayedRuns = 48
  /// Runs of blocks after a disturbance before a snapshot is taken of an unknown state.
  public var snapshotPatience = 1

  // MARK: Cost model, in thirtieths of the time to simulate a step without its commands

  /// The cost of learning a transition, without its simulation.
  public var learningCost: Int64 = 15 * 30
  /// Transitions that are learned in the first trial, before any hit pays for them.
  public var trial: Int64 = 256
  /// The ratio of the longest trial to the first.
  public var longestTrial: Int64 = 16
  /// The cost of a run of blocks that is not known, in steps: its snapshot and its outcome.
  public var runCost: Int64 = 4
  /// Classes of channels that are checked for a stretch in the time of a step.
  public var classesPerStep = 8

  /// The default settings.
  public init() {}

  /// Settings that differ from the defaults.
  public init(_ change: (inout FastSettings) -> Void) {
    self.init()
    change(&self)
  }
}
