/// The running maximum and sum of a softmax over tiles, in binary32 registers of the ASIC.
package struct OnlineSoftmaxState: Hashable, Sendable {
  /// The greatest element, not scaled.
  package var maximum: Float
  /// The sum of the exponentials relative to `maximum`.
  package var sum: Float

  /// Creates the state before the first tile: −∞ and 0.
  package init(maximum: Float = -.infinity, sum: Float = 0) {
    self.maximum = maximum
    self.sum = sum
  }
}
