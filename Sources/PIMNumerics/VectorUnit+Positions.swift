/// Encodings of positions: rotation of queries and keys, and biases of scores.
extension VectorUnit where Self: ~Copyable {
  /// A rotary position encoding (Su et al.: "RoFormer: enhanced transformer with rotary position embedding",
  /// 2021): `first · cos − second · sin` and `second · cos + first · sin` for each pair of elements.
  ///
  /// Each product and each sum rounds. The choice of pairs is wiring. One pass.
  ///
  /// Cost per element: one addition, two multiplications.
  ///
  /// - Parameters:
  ///   - x: An even number of elements.
  ///   - table: As long as `x`: the cosines of all pairs, and then the sines.
  package mutating func rotate(_ x: Vector, table: Vector, pairs: RotaryPairs, into target: inout Vector) {
    precondition(x.count % 2 == 0 && table.count == x.count, "pairs have a cosine and a sine each")
    let start = mark
    let half = x.count / 2
    let (second, step) = pairs == .halves ? (half, 1) : (1, 2)
    var (a, b) = (allocate(half), allocate(half))
    var (cosines, sines) = (allocate(half), allocate(half))
    var (product, result) = (allocate(half), allocate(half))
    beginPass()
    gather(x, from: 0, by: step, into: &a)
    gather(x, from: second, by: step, into: &b)
    gather(table, from: 0, by: 1, into: &cosines)
    gather(table, from: half, by: 1, into: &sines)
    multiply(a, cosines, into: &result)
    multiply(b, sines, into: &product)
    subtract(result, product, into: &result)
    scatter(result, to: 0, by: step, into: &target)
    multiply(b, cosines, into: &result)
    multiply(a, sines, into: &product)
    add(result, product, into: &result)
    scatter(result, to: second, by: step, into: &target)
    release(to: start)
  }

  /// `x − slope · (distance − i)` for element i: scores less a bias that grows with the distance of key and
  /// query (Press, Smith, Lewis: "Train short, test long: attention with linear biases", 2022). One pass.
  ///
  /// Cost per element: two additions, one of them of the counter that gives the distance, and a
  /// multiplication.
  ///
  /// - Parameters:
  ///   - slope: A scalar.
  ///   - distance: The distance of the first element from the query's position.
  package mutating func alibi(_ x: Vector, slope: Vector, distance: Int, into target: inout Vector) {
    let start = mark
    var bias = allocate(x.count)
    beginPass()
    countDown(from: distance, into: &bias)
    multiply(bias, slope, into: &bias)
    subtract(x, bias, into: &target)
    release(to: start)
  }
}
