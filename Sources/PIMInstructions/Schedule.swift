/// The rule by which operators wait for each other.
public enum Schedule: String, CaseIterable, Hashable, Sendable {
  /// An operator starts when channels and ASIC are idle, as in the paper; the instructions within an operator
  /// overlap.
  case serial
  /// An instruction starts when its operands are ready and its unit is free.
  case overlapped
}
