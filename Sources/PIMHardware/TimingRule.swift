/// A row of a system's rule table: within `scope`, a command of `following` is issued at least `delay` clock
/// cycles after a command of `preceding`.
///
/// Two commands meet in a scope if their footprints share a bank, a bank group, or the channel. A command on
/// all banks shares a bank with every other command that acts on banks.
public struct TimingRule: Sendable, Hashable {
  /// The level at which the two commands must meet.
  public enum Scope: String, Sendable, CaseIterable {
    /// Both commands are in one channel.
    case channel
    /// Both commands act on one bank group.
    case bankGroup = "bankgroup"
    /// Both commands act on one bank.
    case bank
  }

  /// The level at which the two commands must meet.
  public var scope: Scope
  /// The earlier commands.
  public var preceding: [Command]
  /// The later commands.
  public var following: [Command]
  /// The delay as written: a sum of named timings and whole numbers of clock cycles.
  public var expression: String
  /// The delay in cycles of the command clock. A rule with a delay of zero or less has no effect.
  public var delay: Int
  /// The number of `preceding` commands that the rule counts back: 1 for the last one, 4 for a four-activate
  /// window.
  public var window: Int

  /// Creates a rule; see the properties.
  public init(
    scope: Scope, preceding: [Command], following: [Command], expression: String, delay: Int, window: Int = 1
  ) {
    self.scope = scope
    self.preceding = preceding
    self.following = following
    self.expression = expression
    self.delay = delay
    self.window = window
  }
}
