/// The vector engine as a cost: a vector is only a length and the chain of operations it waits for, and the steps are
/// counted instead of carried out.
public struct CountingUnit: VectorUnit {
  /// A length, and the longest chain of operations of the present phase that the vector depends on.
  public struct Vector: VectorShape {
    public let count: Int
    var phase = 0
    var chain = OperationCost.Chain()
  }

  public let parameters: ASICFunctionParameters
  /// Nothing to remember: counting has no memory to give back.
  public var mark: Void { () }
  private var finished: [OperationCost.Phase] = []
  private var current = OperationCost.Phase()
  private var phaseIndex = 0

  public init(parameters: ASICFunctionParameters = ASICFunctionParameters()) {
    self.parameters = parameters
  }

  /// What the steps so far cost. Phases without additions and multiplications are left out.
  public var cost: OperationCost {
    OperationCost(phases: current.isEmpty ? finished : finished + [current])
  }

  public mutating func allocate(_ count: Int) -> Vector {
    precondition(count > 0, "a vector has at least one element")
    return Vector(count: count)
  }

  public mutating func release(to mark: Void) {}

  public mutating func beginPhase() {
    if !current.isEmpty {
      finished.append(current)
    }
    current = OperationCost.Phase()
    phaseIndex += 1
  }

  /// Counts `operations` operations, `chained` of them one after the other, whose result is `target`.
  private mutating func count(
    additions: Int = 0, multiplications: Int = 0, chained: OperationCost.Chain, from operands: Vector...,
    into target: inout Vector
  ) {
    var chain = OperationCost.Chain()
    for operand in operands where operand.phase == phaseIndex {
      chain = max(chain, operand.chain)
    }
    chain.additions += chained.additions
    chain.multiplications += chained.multiplications
    target.phase = phaseIndex
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
  public mutating func add(_ a: Vector, _ b: Vector, into target: inout Vector) {
    elementwise(additions: 1, a, b, into: &target)
  }

  public mutating func add(_ a: Vector, _ constant: Float, into target: inout Vector) {
    elementwise(additions: 1, a, into: &target)
  }

  public mutating func subtract(_ a: Vector, _ b: Vector, into target: inout Vector) {
    elementwise(additions: 1, a, b, into: &target)
  }

  public mutating func subtract(_ constant: Float, _ b: Vector, into target: inout Vector) {
    elementwise(additions: 1, b, into: &target)
  }

  public mutating func multiply(_ a: Vector, _ b: Vector, into target: inout Vector) {
    elementwise(multiplications: 1, a, b, into: &target)
  }

  public mutating func multiply(_ a: Vector, _ constant: Float, into target: inout Vector) {
    elementwise(multiplications: 1, a, into: &target)
  }

  public mutating func multiplyAdd(_ a: Vector, _ b: Vector, _ constant: Float, into target: inout Vector) {
    elementwise(additions: 1, multiplications: 1, a, b, into: &target)
  }

  public mutating func multiplyAdd(_ a: Vector, _ factor: Float, _ constant: Float, into target: inout Vector)
  {
    elementwise(additions: 1, multiplications: 1, a, into: &target)
  }

  public mutating func maximum(_ a: Vector, _ b: Vector, into target: inout Vector) {
    elementwise(additions: 1, a, b, into: &target)
  }

  public mutating func maximum(_ a: Vector, _ constant: Float, into target: inout Vector) {
    elementwise(additions: 1, a, into: &target)
  }

  public mutating func minimum(_ a: Vector, _ constant: Float, into target: inout Vector) {
    elementwise(additions: 1, a, into: &target)
  }

  public mutating func select(
    _ a: Vector, below limit: Float, _ x: Vector, otherwise y: Vector, into target: inout Vector
  ) {
    elementwise(additions: 1, a, x, y, into: &target)
  }

  public mutating func select(
    _ a: Vector, below limit: Float, _ x: Vector, otherwise constant: Float, into target: inout Vector
  ) {
    elementwise(additions: 1, a, x, into: &target)
  }

  public mutating func copy(_ a: Vector, into target: inout Vector) {
    elementwise(a, into: &target)
  }

  public mutating func magnitude(_ a: Vector, into target: inout Vector) {
    elementwise(a, into: &target)
  }

  public mutating func copySign(_ a: Vector, from sign: Vector, into target: inout Vector) {
    elementwise(a, sign, into: &target)
  }

  public mutating func addExponent(_ a: Vector, _ shifted: Vector, into target: inout Vector) {
    elementwise(additions: 1, a, shifted, into: &target)
  }

  public mutating func subtractBits(
    _ constant: UInt32, _ a: Vector, shiftedRightBy shift: UInt32, into target: inout Vector
  ) {
    elementwise(additions: 1, a, into: &target)
  }

  public mutating func reduceSum(_ a: Vector, into target: inout Vector) {
    reduction(a, into: &target)
  }

  public mutating func reduceMaximum(_ a: Vector, into target: inout Vector) {
    reduction(a, into: &target)
  }

  public mutating func reduceArgumentOfMaximum(_ a: Vector, into target: inout Vector) {
    reduction(a, into: &target)
  }
}
