/// The implementation of `VectorUnit` that counts operations. A vector has a length and a chain of
/// operations, and no elements.
package struct CountingUnit: VectorUnit {
  /// A length, and the longest chain of operations in the current pass that the vector depends on.
  package struct Vector: VectorShape {
    package let count: Int
    var pass = 0
    var chain = OperationCost.Chain()
  }

  package let parameters: ASICFunctionParameters
  /// Nothing, since vectors take no memory.
  package var mark: Void { () }
  private var finished: [OperationCost.Pass] = []
  private var current = OperationCost.Pass()
  private var passIndex = 0

  package init(parameters: ASICFunctionParameters = ASICFunctionParameters()) {
    self.parameters = parameters
  }

  /// The cost of the steps so far. Passes without additions and multiplications are left out.
  package var cost: OperationCost {
    OperationCost(passes: current.isEmpty ? finished : finished + [current])
  }

  package mutating func allocate(_ count: Int) -> Vector {
    precondition(count > 0, "a vector has at least one element")
    return Vector(count: count)
  }

  package mutating func release(to mark: Void) {}

  package mutating func beginPass() {
    if !current.isEmpty {
      finished.append(current)
    }
    current = OperationCost.Pass()
    passIndex += 1
  }

  /// Counts the operations of a step that writes `target`; `chained` is the step's own chain.
  private mutating func count(
    additions: Int = 0, multiplications: Int = 0, chained: OperationCost.Chain, from operands: Vector...,
    into target: inout Vector
  ) {
    var chain = OperationCost.Chain()
    for operand in operands where operand.pass == passIndex {
      chain = max(chain, operand.chain)
    }
    chain.additions += chained.additions
    chain.multiplications += chained.multiplications
    target.pass = passIndex
    target.chain = chain
    current.additions += additions
    current.multiplications += multiplications
    current.chain = max(current.chain, chain)
  }

  private mutating func elementwise(
    additions: Int = 0, multiplications: Int = 0, _ a: Vector, _ b: Vector? = nil, _ c: Vector? = nil,
    into target: inout Vector
  ) {
    precondition(a.count == target.count, "operands differ in length")
    precondition(b.map { $0.count == a.count || $0.count == 1 } ?? true, "operands differ in length")
    count(
      additions: additions * a.count, multiplications: multiplications * a.count,
      chained: OperationCost.Chain(additions: additions, multiplications: multiplications),
      from: a, b ?? a, c ?? a, into: &target)
  }

  private mutating func reduction(_ a: Vector, into target: inout Vector) {
    precondition(target.count == 1, "a reduction gives a scalar")
    let levels = Int.bitWidth - (a.count - 1).leadingZeroBitCount  // ⌈log₂ count⌉
    count(additions: a.count - 1, chained: OperationCost.Chain(additions: levels), from: a, into: &target)
  }
}

extension CountingUnit {
  package mutating func add(_ a: Vector, _ b: Vector, into target: inout Vector) {
    elementwise(additions: 1, a, b, into: &target)
  }

  package mutating func add(_ a: Vector, _ constant: Float, into target: inout Vector) {
    elementwise(additions: 1, a, into: &target)
  }

  package mutating func subtract(_ a: Vector, _ b: Vector, into target: inout Vector) {
    elementwise(additions: 1, a, b, into: &target)
  }

  package mutating func subtract(_ constant: Float, _ b: Vector, into target: inout Vector) {
    elementwise(additions: 1, b, into: &target)
  }

  package mutating func multiply(_ a: Vector, _ b: Vector, into target: inout Vector) {
    elementwise(multiplications: 1, a, b, into: &target)
  }

  package mutating func multiply(_ a: Vector, _ constant: Float, into target: inout Vector) {
    elementwise(multiplications: 1, a, into: &target)
  }

  package mutating func multiplyAdd(_ a: Vector, _ b: Vector, _ constant: Float, into target: inout Vector) {
    elementwise(additions: 1, multiplications: 1, a, b, into: &target)
  }

  package mutating func multiplyAdd(
    _ a: Vector, _ factor: Float, _ constant: Float, into target: inout Vector
  ) {
    elementwise(additions: 1, multiplications: 1, a, into: &target)
  }

  package mutating func maximum(_ a: Vector, _ b: Vector, into target: inout Vector) {
    elementwise(additions: 1, a, b, into: &target)
  }

  package mutating func maximum(_ a: Vector, _ constant: Float, into target: inout Vector) {
    elementwise(additions: 1, a, into: &target)
  }

  package mutating func minimum(_ a: Vector, _ constant: Float, into target: inout Vector) {
    elementwise(additions: 1, a, into: &target)
  }

  package mutating func select(
    _ a: Vector, below limit: Float, _ x: Vector, otherwise y: Vector, into target: inout Vector
  ) {
    elementwise(additions: 1, a, x, y, into: &target)
  }

  package mutating func select(
    _ a: Vector, below limit: Float, _ x: Vector, otherwise constant: Float, into target: inout Vector
  ) {
    elementwise(additions: 1, a, x, into: &target)
  }

  package mutating func copy(_ a: Vector, into target: inout Vector) {
    elementwise(a, into: &target)
  }

  package mutating func magnitude(_ a: Vector, into target: inout Vector) {
    elementwise(a, into: &target)
  }

  package mutating func copySign(_ a: Vector, from sign: Vector, into target: inout Vector) {
    elementwise(a, sign, into: &target)
  }

  package mutating func addExponent(_ a: Vector, _ shifted: Vector, into target: inout Vector) {
    elementwise(additions: 1, a, shifted, into: &target)
  }

  package mutating func subtractBits(
    _ constant: UInt32, _ a: Vector, shiftedRightBy shift: UInt32, into target: inout Vector
  ) {
    elementwise(additions: 1, a, into: &target)
  }

  package mutating func gather(_ a: Vector, from first: Int, by step: Int, into target: inout Vector) {
    precondition(first + (target.count - 1) * step < a.count, "the elements lie in the operand")
    count(chained: OperationCost.Chain(), from: a, into: &target)
  }

  package mutating func scatter(_ a: Vector, to first: Int, by step: Int, into target: inout Vector) {
    precondition(first + (a.count - 1) * step < target.count, "the elements lie in the target")
    count(chained: OperationCost.Chain(), from: a, target, into: &target)
  }

  package mutating func countDown(from first: Int, into target: inout Vector) {
    count(additions: target.count, chained: OperationCost.Chain(additions: 1), into: &target)
  }

  package mutating func reduceSum(_ a: Vector, into target: inout Vector) {
    reduction(a, into: &target)
  }

  package mutating func reduceMaximum(_ a: Vector, into target: inout Vector) {
    reduction(a, into: &target)
  }

  package mutating func reduceArgumentOfMaximum(_ a: Vector, into target: inout Vector) {
    reduction(a, into: &target)
  }
}
