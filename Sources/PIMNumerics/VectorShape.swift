/// A vector that a `VectorUnit` works on.
package protocol VectorShape {
  /// The number of elements. A vector of one element is a scalar, and as a second operand it is repeated to
  /// any length.
  var count: Int { get }
}
