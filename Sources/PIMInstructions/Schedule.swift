/// Whether operators wait for each other.
public enum Schedule: String, CaseIterable, Hashable, Sendable {
  /// An operator starts when channels and ASIC are both idle, the paper's rule; its own instructions stream.
  case serial
  /// An instruction starts when its operands exist and its unit is free.
  case overlapped
}
