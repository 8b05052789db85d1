/// Normalisation, sums, argmax and products.
extension VectorUnit where Self: ~Copyable {
  /// `(x − mean) / √(variance + epsilon) · gamma + beta`, over all of `x`; without `beta` if it is nil.
  ///
  /// The variance is the mean of the squared differences. Division by the length is a multiplication by the
  /// binary32 number nearest to its reciprocal, a constant of the ASIC's controller. Four passes: the mean |
  /// differences, squares and their mean | the inverse square root | the products.
  package mutating func layerNorm(
    _ x: Vector, gamma: Vector, beta: Vector?, epsilon: Float, into target: inout Vector
  ) {
    let start = mark
    let inverseCount = 1 / Float(x.count)
    var moment = allocate(1)
    var difference = allocate(x.count)
    var square = allocate(x.count)
    beginPass()
    reduceSum(x, into: &moment)
    multiply(moment, inverseCount, into: &moment)
    beginPass()
    subtract(x, moment, into: &difference)
    multiply(difference, difference, into: &square)
    reduceSum(square, into: &moment)
    multiplyAdd(moment, inverseCount, epsilon, into: &moment)
    beginPass()
    inverseSquareRoot(moment, into: &moment)
    beginPass()
    multiply(difference, moment, into: &difference)
    if let beta {
      multiply(difference, gamma, into: &difference)
      add(difference, beta, into: &target)
    } else {
      multiply(difference, gamma, into: &target)
    }
    release(to: start)
  }

  /// `x / √(mean of x² + epsilon) · gain`, over all of `x` (Zhang, Sennrich: "Root mean square layer
  /// normalization", 2019).
  ///
  /// Division by the length is a multiplication, as in `layerNorm`. Three passes: the squares and their mean
  /// | the inverse square root | the products.
  package mutating func rmsNorm(_ x: Vector, gain: Vector, epsilon: Float, into target: inout Vector) {
    let start = mark
    var moment = allocate(1)
    var product = allocate(x.count)
    beginPass()
    multiply(x, x, into: &product)
    reduceSum(product, into: &moment)
    multiplyAdd(moment, 1 / Float(x.count), epsilon, into: &moment)
    beginPass()
    inverseSquareRoot(moment, into: &moment)
    beginPass()
    multiply(x, moment, into: &product)
    multiply(product, gain, into: &target)
    release(to: start)
  }

  /// `a + b`: a residual connection, or a bias. One pass.
  package mutating func sum(_ a: Vector, _ b: Vector, into target: inout Vector) {
    beginPass()
    add(a, b, into: &target)
  }

  /// `a · constant`. One pass.
  package mutating func scale(_ a: Vector, by constant: Float, into target: inout Vector) {
    beginPass()
    multiply(a, constant, into: &target)
  }

  /// `a · b`, element by element: the gate of a feed-forward part. One pass.
  package mutating func product(_ a: Vector, _ b: Vector, into target: inout Vector) {
    beginPass()
    multiply(a, b, into: &target)
  }

  /// The sum of the partial results of a product that was cut into chunks, of a bias and of a residual, if
  /// any, from left to right: `(((p₀ + p₁) + p₂) + … + bias) + residual`. One pass; a single partial result
  /// without bias and residual costs nothing.
  ///
  /// - Precondition: `partials` is not empty.
  package mutating func sumPartials(
    _ partials: [Vector], bias: Vector?, residual: Vector?, into target: inout Vector
  ) {
    precondition(!partials.isEmpty, "there must be at least one partial result")
    let start = mark
    var total = allocate(target.count)
    beginPass()
    copy(partials[0], into: &total)
    for partial in partials.dropFirst() {
      add(total, partial, into: &total)
    }
    if let bias {
      add(total, bias, into: &total)
    }
    if let residual {
      add(total, residual, into: &total)
    }
    copy(total, into: &target)
    release(to: start)
  }

  /// The index of the greatest element, the lowest of several, as a scalar. One pass.
  package mutating func argmax(_ x: Vector, into target: inout Vector) {
    beginPass()
    reduceArgumentOfMaximum(x, into: &target)
  }

  /// The greater of a tile's greatest element and that of the earlier tiles, stored in the latter.
  /// Multiplexers carry the index. Part of the pass of the tile's `argmax`, whose result it needs.
  package mutating func keepGreater(_ tile: Vector, in greatest: inout Vector) {
    maximum(greatest, tile, into: &greatest)
  }

  /// Products of a vector with many weight vectors, in the order of the MAC unit (`MACUnit`). The products of
  /// a column's lanes are summed by a tree of adjacent pairs, and the sums of columns are added to the
  /// accumulators one after the other. One pass.
  ///
  /// - Parameters:
  ///   - columns: The number of columns of `lanes` elements; the last is filled up with zeros, which are
  ///     also multiplied.
  ///   - lanes: A power of two.
  ///   - weights: The k-th weight of every product.
  ///   - inputs: The k-th element of the vector, a scalar.
  ///   - accumulators: The accumulators, initially zeros.
  /// - Complexity: O(`columns` · `lanes`) steps.
  package mutating func dotProducts(
    columns: Int, lanes: Int, weights: (Int) -> Vector, inputs: (Int) -> Vector,
    into accumulators: inout Vector
  ) {
    precondition(lanes > 0 && lanes.nonzeroBitCount == 1, "lanes must be a power of two")
    let start = mark
    var sums: [Vector] = []
    for _ in 0..<lanes { sums.append(allocate(accumulators.count)) }
    beginPass()
    for column in 0..<columns {
      for lane in 0..<lanes {
        let k = column * lanes + lane
        multiply(weights(k), inputs(k), into: &sums[lane])
      }
      var width = lanes
      while width > 1 {
        width /= 2
        for i in 0..<width {
          let (a, b) = (sums[2 * i], sums[2 * i + 1])
          add(a, b, into: &sums[i])
        }
      }
      add(accumulators, sums[0], into: &accumulators)
    }
    release(to: start)
  }
}
