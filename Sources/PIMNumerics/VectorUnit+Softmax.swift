/// Softmax, over a whole vector and over tiles.
extension VectorUnit where Self: ~Copyable {
  /// `softmax(scale · x)`: exp(scale · (xᵢ − max x)) / Σ exp(scale · (xⱼ − max x)).
  ///
  /// Four passes: the maximum | differences, exponentials and their sum | the sum's reciprocal | the
  /// products.
  ///
  /// - Parameter scale: A positive constant, such as 1/√d of attention; folded into the exponential, so it is
  ///   free.
  /// - Precondition: At least one element is finite and none is +∞ or NaN.
  package mutating func softmax(_ x: Vector, scale: Float = 1, into target: inout Vector) {
    let start = mark
    var greatest = allocate(1)
    var sum = allocate(1)
    beginPass()
    reduceMaximum(x, into: &greatest)
    beginPass()
    subtract(x, greatest, into: &target)
    exponential(target, factor: scale, isNonPositive: true, into: &target)
    reduceSum(target, into: &sum)
    beginPass()
    reciprocal(sum, into: &sum)
    beginPass()
    multiply(target, sum, into: &target)
    release(to: start)
  }

  /// One tile of softmax over tiles (Milakov, Gimelshein: "Online normalizer calculation for softmax", 2018).
  ///
  /// Let x be the tile, and m and s the maximum and the sum of the earlier tiles, −∞ and 0 before the first
  /// one: m′ = max(m, max x), c = exp(scale · (m − m′)), wᵢ = exp(scale · (xᵢ − m′)), s′ = s · c + Σ wᵢ. The
  /// sums of the earlier tiles are to be multiplied by c (`accumulateRescaled`), and at the end by 1/s
  /// (`multiplyByReciprocal`).
  ///
  /// Two passes: the maximum | differences, exponentials, sum.
  ///
  /// - Parameters:
  ///   - x: The tile; at least one element is finite and none is +∞ or NaN.
  ///   - scale: As for `softmax`.
  ///   - maximum: m, becomes m′.
  ///   - sum: s, becomes s′.
  ///   - correction: Becomes c.
  ///   - weights: Becomes w, unnormalised, as long as `x`.
  package mutating func softmaxTile(
    _ x: Vector, scale: Float = 1, maximum greatest: inout Vector, sum: inout Vector,
    correction: inout Vector,
    weights: inout Vector
  ) {
    let start = mark
    var tile = allocate(1)
    beginPass()
    reduceMaximum(x, into: &tile)
    maximum(tile, greatest, into: &tile)
    beginPass()
    subtract(greatest, tile, into: &correction)
    exponential(correction, factor: scale, isNonPositive: true, into: &correction)
    copy(tile, into: &greatest)
    subtract(x, tile, into: &weights)
    exponential(weights, factor: scale, isNonPositive: true, into: &weights)
    reduceSum(weights, into: &tile)
    multiply(sum, correction, into: &sum)
    add(sum, tile, into: &sum)
    release(to: start)
  }

  /// `accumulator · correction + x`, with a scalar `correction`: adds a tile's weighted values. One pass.
  package mutating func accumulateRescaled(
    _ accumulator: Vector, _ correction: Vector, _ x: Vector, into target: inout Vector
  ) {
    let start = mark
    var scaled = allocate(accumulator.count)
    beginPass()
    multiply(accumulator, correction, into: &scaled)
    add(scaled, x, into: &target)
    release(to: start)
  }

  /// `x / d` with a scalar `d`, by its reciprocal. Two passes: the reciprocal | the products.
  package mutating func multiplyByReciprocal(_ x: Vector, _ d: Vector, into target: inout Vector) {
    let start = mark
    var inverse = allocate(1)
    beginPass()
    reciprocal(d, into: &inverse)
    beginPass()
    multiply(x, inverse, into: &target)
    release(to: start)
  }
}
