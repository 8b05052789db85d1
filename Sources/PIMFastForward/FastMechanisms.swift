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
  /// Channels run several steps at a time if none of the steps has to wait.
  public static let stretches = FastMechanisms(rawValue: 1 << 3)
  /// States without a snapshot are identified by their history.
  public static let histories = FastMechanisms(rawValue: 1 << 4)
  /// The event engine takes over when nothing repeats.
  public static let costModel = FastMechanisms(rawValue: 1 << 5)
  /// The event engine may take over in the middle of a block.
  public static let midBlockFallback = FastMechanisms(rawValue: 1 << 6)
  /// Look-ups are tried again after the event engine has taken over.
  public static let retrials = FastMechanisms(rawValue: 1 << 7)

  /// All mechanisms, the default.
  public static let all = FastMechanisms(rawValue: (1 << 8) - 1)
}
