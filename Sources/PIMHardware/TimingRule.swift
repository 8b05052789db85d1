/// One row of a system's rule table: commands `preceding` and then `following`, within `scope`, are at least `delay` clock
/// cycles apart.
///
/// Two commands meet in a scope when their footprints share something of that level: a bank, a bank group, or
/// the channel. An all-bank command shares a bank with every other command that acts on banks.
public struct TimingRule: Sendable, Hashable {
  /// The level at which the two commands must meet for the rule to hold.
  public enum Scope: String, Sendable, CaseIterable {
    case channel
    case bankGroup = "bankgroup"
    case bank
  }

  public var scope: Scope
  public var preceding: [Command]
  public var following: [Command]
  /// The delay as written: a sum of named timings and whole numbers of clock cycles.
  public var expression: String
  /// The delay in command clock cycles. A rule whose sum is zero or negative binds nothing.
  public var delay: Int
  /// How many `preceding` commands back the rule looks: 1 is the last one, 4 makes it a four-activate window.
  public var window: Int

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
