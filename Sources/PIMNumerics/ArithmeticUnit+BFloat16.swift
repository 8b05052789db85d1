/// The functions on bfloat16 vectors in the ASIC's SRAM. Operands are widened, results rounded once.
///
/// Operands and results have the same length unless stated otherwise, and may share memory. No vector is
/// empty.
extension ArithmeticUnit {
  package typealias Source = UnsafeBufferPointer<BFloat16>
  package typealias Target = UnsafeMutableBufferPointer<BFloat16>

  /// `exp(x)`; see `VectorUnit.exponential`.
  package mutating func exponential(_ x: Source, to target: Target) {
    transform(x, to: target) { unit, vector in unit.exponential(vector, into: &vector) }
  }

  /// `tanh(x)`; see `VectorUnit.hyperbolicTangent`.
  package mutating func hyperbolicTangent(_ x: Source, to target: Target) {
    transform(x, to: target) { unit, vector in unit.hyperbolicTangent(vector, into: &vector) }
  }

  /// `softmax(scale · x)`; see `VectorUnit.softmax`.
  package mutating func softmax(_ x: Source, scale: Float = 1, to target: Target) {
    transform(x, to: target) { unit, vector in unit.softmax(vector, scale: scale, into: &vector) }
  }

  /// One tile of softmax over tiles; see `VectorUnit.softmaxTile`. Stores the unnormalised weights in
  /// `weights`.
  ///
  /// - Returns: The factor on the sums that earlier tiles have accumulated.
  package mutating func softmaxTile(
    _ x: Source, scale: Float = 1, state: inout OnlineSoftmaxState, weights: Target
  ) -> Float {
    let start = mark
    var vector = load(x)
    var maximum = load([state.maximum])
    var sum = load([state.sum])
    var correction = allocate(1)
    softmaxTile(
      vector, scale: scale, maximum: &maximum, sum: &sum, correction: &correction, weights: &vector)
    store(vector, to: weights)
    state = OnlineSoftmaxState(maximum: maximum.base[0], sum: sum.base[0])
    let factor = correction.base[0]
    release(to: start)
    return factor
  }

  /// `accumulator ← accumulator · correction + x`, with the accumulator in binary32.
  package mutating func accumulateRescaled(
    _ accumulator: UnsafeMutableBufferPointer<Float>, correction: Float, _ x: Source
  ) {
    guard let base = accumulator.baseAddress else { return }
    let start = mark
    var total = allocate(accumulator.count)
    total.base.update(from: base, count: accumulator.count)
    accumulateRescaled(total, load([correction]), load(x), into: &total)
    base.update(from: total.base, count: accumulator.count)
    release(to: start)
  }

  /// `x / d` by the reciprocal of d, with `x` and `d` in binary32: the end of a softmax over tiles.
  package mutating func multiplyByReciprocal(
    _ x: UnsafeMutableBufferPointer<Float>, of d: Float, to target: Target
  ) {
    guard let base = x.baseAddress else { return }
    let start = mark
    var vector = allocate(x.count)
    vector.base.update(from: base, count: x.count)
    multiplyByReciprocal(vector, load([d]), into: &vector)
    store(vector, to: target)
    release(to: start)
  }

  /// Layer normalisation over all of `x`, without a bias if `beta` is nil; see `VectorUnit.layerNorm`.
  package mutating func layerNorm(
    _ x: Source, gamma: Source, beta: Source?, epsilon: Float, to target: Target
  ) {
    transform(x, to: target) { unit, vector in
      let gain = unit.load(gamma)
      var bias: Vector?
      if let beta {
        bias = unit.load(beta)
      }
      unit.layerNorm(vector, gamma: gain, beta: bias, epsilon: epsilon, into: &vector)
    }
  }

  /// Root-mean-square normalisation over all of `x`; see `VectorUnit.rmsNorm`.
  package mutating func rmsNorm(_ x: Source, gain: Source, epsilon: Float, to target: Target) {
    transform(x, to: target) { unit, vector in
      unit.rmsNorm(vector, gain: unit.load(gain), epsilon: epsilon, into: &vector)
    }
  }

  /// GELU in its tanh form; see `VectorUnit.gelu`.
  package mutating func gelu(_ x: Source, to target: Target) {
    transform(x, to: target) { unit, vector in unit.gelu(vector, into: &vector) }
  }

  /// GELU by the error function; see `VectorUnit.geluErf`.
  package mutating func geluErf(_ x: Source, to target: Target) {
    transform(x, to: target) { unit, vector in unit.geluErf(vector, into: &vector) }
  }

  /// `max(x, 0)`; see `VectorUnit.relu`.
  package mutating func relu(_ x: Source, to target: Target) {
    transform(x, to: target) { unit, vector in unit.relu(vector, into: &vector) }
  }

  /// `x · sigmoid(x)`; see `VectorUnit.silu`.
  package mutating func silu(_ x: Source, to target: Target) {
    transform(x, to: target) { unit, vector in unit.silu(vector, into: &vector) }
  }

  /// `a · b`, element by element.
  package mutating func product(_ a: Source, _ b: Source, to target: Target) {
    transform(a, to: target) { unit, vector in unit.product(vector, unit.load(b), into: &vector) }
  }

  /// A rotary position encoding; see `VectorUnit.rotate`.
  ///
  /// - Parameter table: length/2 cosines, and then length/2 sines.
  package mutating func rotate(_ x: Source, table: Source, pairs: RotaryPairs, to target: Target) {
    transform(x, to: target) { unit, vector in
      unit.rotate(vector, table: unit.load(table), pairs: pairs, into: &vector)
    }
  }

  /// Scores with a bias linear in the distance; see `VectorUnit.alibi`.
  package mutating func alibi(_ x: Source, slope: BFloat16, distance: Int, to target: Target) {
    transform(x, to: target) { unit, vector in
      unit.alibi(vector, slope: unit.load([Float(slope)]), distance: distance, into: &vector)
    }
  }

  /// `a + b`: a residual connection, or a bias.
  package mutating func sum(_ a: Source, _ b: Source, to target: Target) {
    transform(a, to: target) { unit, vector in unit.sum(vector, unit.load(b), into: &vector) }
  }

  /// `a · constant`.
  package mutating func scale(_ a: Source, by constant: Float, to target: Target) {
    transform(a, to: target) { unit, vector in unit.scale(vector, by: constant, into: &vector) }
  }

  /// The sum of partial results, a bias and a residual, rounded once; see `VectorUnit.sumPartials`.
  package mutating func sumPartials(
    _ partials: [Source], bias: Source? = nil, residual: Source? = nil, to target: Target
  ) {
    let start = mark
    var operands: [Vector] = []
    for partial in partials {
      operands.append(load(partial))
    }
    var biasVector: Vector?
    var residualVector: Vector?
    if let bias {
      biasVector = load(bias)
    }
    if let residual {
      residualVector = load(residual)
    }
    var total = allocate(target.count)
    sumPartials(operands, bias: biasVector, residual: residualVector, into: &total)
    store(total, to: target)
    release(to: start)
  }

  /// The index of the greatest element, the lowest of several; NaNs are skipped.
  package mutating func argmax(_ x: Source) -> Int {
    let start = mark
    var index = allocate(1)
    argmax(load(x), into: &index)
    let position = Int(index.base[0])
    release(to: start)
    return position
  }

  /// Widens, computes in place, and rounds.
  @inline(__always)
  private mutating func transform(
    _ x: Source, to target: Target, _ compute: (inout ArithmeticUnit, inout Vector) -> Void
  ) {
    let start = mark
    var vector = load(x)
    compute(&self, &vector)
    store(vector, to: target)
    release(to: start)
  }
}
