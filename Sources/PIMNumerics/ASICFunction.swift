/// A function of the ASIC with the lengths that determine its cost.
///
/// Factors and epsilons are constants, which cost nothing.
package enum ASICFunction: Hashable, Sendable {
  /// `VectorUnit.exponential` of `count` elements.
  case exponential(count: Int)
  /// `VectorUnit.hyperbolicTangent` of `count` elements.
  case hyperbolicTangent(count: Int)
  /// `VectorUnit.reciprocal` of `count` elements.
  case reciprocal(count: Int)
  /// `VectorUnit.inverseSquareRoot` of `count` elements.
  case inverseSquareRoot(count: Int)
  /// `VectorUnit.softmax` over `count` elements.
  case softmax(count: Int)
  /// `VectorUnit.softmaxTile` over a tile of `count` elements.
  case softmaxTile(count: Int)
  /// `VectorUnit.accumulateRescaled` of `count` elements.
  case accumulateRescaled(count: Int)
  /// `VectorUnit.multiplyByReciprocal` of `count` elements.
  case multiplyByReciprocal(count: Int)
  /// `VectorUnit.sigmoid` of `count` elements.
  case sigmoid(count: Int)
  /// `VectorUnit.errorFunction` of `count` elements.
  case errorFunction(count: Int)
  /// `VectorUnit.layerNorm` over `count` elements.
  case layerNorm(count: Int, bias: Bool = true)
  /// `VectorUnit.rmsNorm` over `count` elements.
  case rmsNorm(count: Int)
  /// `VectorUnit.gelu` of `count` elements.
  case gelu(count: Int)
  /// `VectorUnit.geluErf` of `count` elements.
  case geluErf(count: Int)
  /// `VectorUnit.relu` of `count` elements.
  case relu(count: Int)
  /// `VectorUnit.silu` of `count` elements.
  case silu(count: Int)
  /// `VectorUnit.product` of `count` elements.
  case product(count: Int)
  /// `VectorUnit.rotate` of `count` elements, an even number.
  case rotate(count: Int)
  /// `VectorUnit.alibi` of `count` elements.
  case alibi(count: Int)
  /// The sum of two vectors: a residual connection, or a bias.
  case sum(count: Int)
  /// `VectorUnit.sumPartials` of `partials` vectors of `count` elements.
  case sumPartials(count: Int, partials: Int, bias: Bool, residual: Bool)
  /// The product of a vector and a constant.
  case scale(count: Int)
  /// `VectorUnit.argmax` of `count` elements.
  case argmax(count: Int)
  /// `VectorUnit.argmax` over a tile of `count` elements, and the comparison with the greatest element of the
  /// earlier tiles.
  case argmaxTile(count: Int)
  /// `VectorUnit.dotProducts`: `count` products of `length` elements, in columns of `lanes`.
  case dotProducts(count: Int, length: Int, lanes: Int)
}

extension OperationCost {
  /// The cost of a function, counted on its only definition.
  ///
  /// - Precondition: All lengths are positive.
  /// - Complexity: O(steps of the function), independent of the vectors' lengths; about 0.3 µs.
  package init(of function: ASICFunction, parameters: ASICFunctionParameters = ASICFunctionParameters()) {
    var unit = CountingUnit(parameters: parameters)
    unit.perform(function)
    self = unit.cost
  }
}

extension VectorUnit where Self: ~Copyable {
  /// Calls `function` on new vectors of its lengths.
  mutating func perform(_ function: ASICFunction) {
    let start = mark
    switch function {
    case .exponential(let n): on(n) { $0.exponential($1, into: &$1) }
    case .hyperbolicTangent(let n): on(n) { $0.hyperbolicTangent($1, into: &$1) }
    case .reciprocal(let n): on(n) { $0.reciprocal($1, into: &$1) }
    case .inverseSquareRoot(let n): on(n) { $0.inverseSquareRoot($1, into: &$1) }
    case .sigmoid(let n): on(n) { $0.sigmoid($1, into: &$1) }
    case .errorFunction(let n): on(n) { $0.errorFunction($1, into: &$1) }
    case .softmax(let n): on(n) { $0.softmax($1, into: &$1) }
    case .softmaxTile(let count):
      var x = allocate(count)
      var (maximum, sum, correction) = (allocate(1), allocate(1), allocate(1))
      softmaxTile(x, maximum: &maximum, sum: &sum, correction: &correction, weights: &x)
    case .accumulateRescaled(let n):
      on(n) { $0.accumulateRescaled($1, $0.allocate(1), $0.allocate(n), into: &$1) }
    case .multiplyByReciprocal(let n): on(n) { $0.multiplyByReciprocal($1, $0.allocate(1), into: &$1) }
    case .layerNorm(let n, let bias):
      on(n) { unit, x in
        let gain = unit.allocate(n)
        unit.layerNorm(x, gamma: gain, beta: bias ? unit.allocate(n) : nil, epsilon: 0, into: &x)
      }
    case .rmsNorm(let n): on(n) { $0.rmsNorm($1, gain: $0.allocate(n), epsilon: 0, into: &$1) }
    case .gelu(let n): on(n) { $0.gelu($1, into: &$1) }
    case .geluErf(let n): on(n) { $0.geluErf($1, into: &$1) }
    case .relu(let n): on(n) { $0.relu($1, into: &$1) }
    case .silu(let n): on(n) { $0.silu($1, into: &$1) }
    case .sum(let n): on(n) { $0.sum($1, $0.allocate(n), into: &$1) }
    case .product(let n): on(n) { $0.product($1, $0.allocate(n), into: &$1) }
    case .sumPartials(let count, let partials, let bias, let residual):
      var total = allocate(count)
      sumPartials(
        (0..<partials).map { _ in total }, bias: bias ? total : nil, residual: residual ? total : nil,
        into: &total)
    case .scale(let n): on(n) { $0.scale($1, by: 1, into: &$1) }
    case .rotate(let n): on(n) { $0.rotate($1, table: $0.allocate(n), pairs: .halves, into: &$1) }
    case .alibi(let n): on(n) { $0.alibi($1, slope: $0.allocate(1), distance: 0, into: &$1) }
    case .argmax(let count):
      var index = allocate(1)
      argmax(allocate(count), into: &index)
    case .argmaxTile(let count):
      var (index, greatest) = (allocate(1), allocate(1))
      argmax(allocate(count), into: &index)
      keepGreater(index, in: &greatest)
    case .dotProducts(let count, let length, let lanes):
      var results = allocate(count)
      let (weights, input) = (allocate(count), allocate(1))
      dotProducts(
        columns: (length + lanes - 1) / lanes, lanes: lanes, weights: { _ in weights },
        inputs: { _ in input },
        into: &results)
    }
    release(to: start)
  }

  /// Calls a function on a new vector.
  private mutating func on(_ count: Int, _ body: (inout Self, inout Vector) -> Void) {
    var x = allocate(count)
    body(&self, &x)
  }
}
