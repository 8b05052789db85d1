package import PIMInstructions
package import PIMMapping

/// The choices that all mappings of a set have in common; nil for one that they are free in. What no mapping
/// of the set can avoid is at least what no mapping at all can.
///
/// Other keys of a mapping always count as free.
package struct FixedChoices: Sendable, Hashable {
  /// The rule by which operators wait for each other.
  package var schedule: Schedule?
  /// The time at which the row of a product is opened.
  package var rowOpening: MappingPolicy.RowOpening?
  /// The order of scores, softmax, context and cache writes.
  package var attention: MappingPolicy.Attention?

  /// Creates the choices of a set of mappings.
  package init(
    schedule: Schedule? = nil, rowOpening: MappingPolicy.RowOpening? = nil,
    attention: MappingPolicy.Attention? = nil
  ) {
    (self.schedule, self.rowOpening, self.attention) = (schedule, rowOpening, attention)
  }

  /// The choices of one mapping.
  package init(_ policy: MappingPolicy) {
    // An operator may open its rows at another time than the others, and attention over few tokens may have
    // another order.
    let isCommon = policy.operators.values.allSatisfy {
      $0.rowOpening == nil || $0.rowOpening == policy.rowOpening
    }
    self.init(
      schedule: policy.schedule, rowOpening: isCommon ? policy.rowOpening : nil,
      attention: policy.attention == .sequential ? .sequential : nil)
  }
}
