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
  /// `VectorUnit.layerNorm` over `count` elements.
  case layerNorm(count: Int)
  /// `VectorUnit.gelu` of `count` elements.
  case gelu(count: Int)
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
    case .exponential(let count):
      var x = allocate(count)
      exponential(x, into: &x)
    case .hyperbolicTangent(let count):
      var x = allocate(count)
      hyperbolicTangent(x, into: &x)
    case .reciprocal(let count):
      var x = allocate(count)
      reciprocal(x, into: &x)
    case .inverseSquareRoot(let count):
      var x = allocate(count)
      inverseSquareRoot(x, into: &x)
    case .softmax(let count):
      var x = allocate(count)
      softmax(x, into: &x)
    case .softmaxTile(let count):
      var x = allocate(count)
      var (maximum, sum, correction) = (allocate(1), allocate(1), allocate(1))
      softmaxTile(x, maximum: &maximum, sum: &sum, correction: &correction, weights: &x)
    case .accumulateRescaled(let count):
      var accumulator = allocate(count)
      accumulateRescaled(accumulator, allocate(1), allocate(count), into: &accumulator)
    case .multiplyByReciprocal(let count):
      var x = allocate(count)
      multiplyByReciprocal(x, allocate(1), into: &x)
    case .layerNorm(let count):
      var x = allocate(count)
      layerNorm(x, gamma: allocate(count), beta: allocate(count), epsilon: 0, into: &x)
    case .gelu(let count):
      var x = allocate(count)
      gelu(x, into: &x)
    case .sum(let count):
      var x = allocate(count)
      sum(x, allocate(count), into: &x)
    case .sumPartials(let count, let partials, let bias, let residual):
      var total = allocate(count)
      sumPartials(
        (0..<partials).map { _ in total }, bias: bias ? total : nil, residual: residual ? total : nil,
        into: &total)
    case .scale(let count):
      var x = allocate(count)
      scale(x, by: 1, into: &x)
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
}
