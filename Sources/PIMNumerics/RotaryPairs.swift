/// The elements that a rotary position encoding rotates together.
package enum RotaryPairs: Int, CaseIterable, Hashable, Sendable {
  /// i and i + length/2.
  case halves
  /// 2i and 2i + 1.
  case neighbours
}
