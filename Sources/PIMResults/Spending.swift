/// The time and the activity of an operator in a layer.
public struct Spending: Sendable, Hashable {
  /// Time on the critical path by cause.
  public package(set) var causes = Ledger()
  /// The activity in that time.
  public package(set) var activity = Activity()

  /// Nothing.
  public init() {}

  /// Creates what a report has stored.
  package init(causes: Ledger, activity: Activity) {
    (self.causes, self.activity) = (causes, activity)
  }

  /// Replaces the causes by others with the same sum.
  package mutating func set(_ ledger: Ledger) { causes = ledger }
}
