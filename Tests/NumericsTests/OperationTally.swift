import PIMNumerics

/// The vector engine element by element on arrays, counting every operation as it carries it out.
///
/// Shares no code with `ArithmeticUnit`, so it checks values; counts what is done, so it checks
/// `CountingUnit`.
struct OperationTally: VectorUnit {
  final class Storage {
    var values: [Float]
    init(_ values: [Float]) { self.values = values }
  }

  struct Vector: VectorShape {
    var storage: Storage
    var count: Int { storage.values.count }
    subscript(index: Int) -> Float { storage.values.count == 1 ? storage.values[0] : storage.values[index] }
  }

  var parameters = ASICFunctionParameters()
  var mark: Void { () }
  /// Additions and multiplications of each pass; passes without either are kept.
  var passes: [OperationCost.Pass] = [OperationCost.Pass()]

  mutating func allocate(_ count: Int) -> Vector {
    Vector(storage: Storage([Float](repeating: .nan, count: count)))
  }
  mutating func release(to mark: Void) {}
  mutating func beginPass() { passes.append(OperationCost.Pass()) }

  /// The passes in which something was done, without chains.
  var counted: [OperationCost.Pass] { passes.filter { $0.additions + $0.multiplications > 0 } }

  private mutating func plus(_ a: Float, _ b: Float) -> Float {
    passes[passes.count - 1].additions += 1
    return a + b
  }

  private mutating func times(_ a: Float, _ b: Float) -> Float {
    passes[passes.count - 1].multiplications += 1
    return a * b
  }

  private mutating func isLess(_ a: Float, _ b: Float) -> Bool {
    passes[passes.count - 1].additions += 1
    return a < b
  }

  private mutating func each(_ target: Vector, _ body: (inout Self, Int) -> Float) {
    let results = (0..<target.count).map { body(&self, $0) }
    target.storage.values = results
  }

  mutating func add(_ a: Vector, _ b: Vector, into target: inout Vector) {
    each(target) { $0.plus(a[$1], b[$1]) }
  }
  mutating func add(_ a: Vector, _ constant: Float, into target: inout Vector) {
    each(target) { $0.plus(a[$1], constant) }
  }
  mutating func subtract(_ a: Vector, _ b: Vector, into target: inout Vector) {
    each(target) { $0.plus(a[$1], -b[$1]) }
  }
  mutating func subtract(_ constant: Float, _ b: Vector, into target: inout Vector) {
    each(target) { $0.plus(constant, -b[$1]) }
  }
  mutating func multiply(_ a: Vector, _ b: Vector, into target: inout Vector) {
    each(target) { $0.times(a[$1], b[$1]) }
  }
  mutating func multiply(_ a: Vector, _ constant: Float, into target: inout Vector) {
    each(target) { $0.times(a[$1], constant) }
  }
  mutating func multiplyAdd(_ a: Vector, _ b: Vector, _ constant: Float, into target: inout Vector) {
    each(target) { unit, index in
      let product = unit.times(a[index], b[index])
      return unit.plus(product, constant)
    }
  }
  mutating func multiplyAdd(_ a: Vector, _ factor: Float, _ constant: Float, into target: inout Vector) {
    each(target) { unit, index in
      let product = unit.times(a[index], factor)
      return unit.plus(product, constant)
    }
  }
  mutating func maximum(_ a: Vector, _ b: Vector, into target: inout Vector) {
    each(target) { $0.isLess(a[$1], b[$1]) ? b[$1] : a[$1] }
  }
  mutating func maximum(_ a: Vector, _ constant: Float, into target: inout Vector) {
    each(target) { $0.isLess(a[$1], constant) ? constant : a[$1] }
  }
  mutating func minimum(_ a: Vector, _ constant: Float, into target: inout Vector) {
    each(target) { $0.isLess(constant, a[$1]) ? constant : a[$1] }
  }
  mutating func select(
    _ a: Vector, below limit: Float, _ x: Vector, otherwise y: Vector, into target: inout Vector
  ) {
    each(target) { $0.isLess(a[$1], limit) ? x[$1] : y[$1] }
  }
  mutating func select(
    _ a: Vector, below limit: Float, _ x: Vector, otherwise constant: Float, into target: inout Vector
  ) {
    each(target) { $0.isLess(a[$1], limit) ? x[$1] : constant }
  }
  mutating func copy(_ a: Vector, into target: inout Vector) {
    each(target) { a[$1] }
  }
  mutating func magnitude(_ a: Vector, into target: inout Vector) {
    each(target) { a[$1].magnitude }
  }
  mutating func copySign(_ a: Vector, from sign: Vector, into target: inout Vector) {
    each(target) { Float(signOf: sign[$1], magnitudeOf: a[$1]) }
  }
  mutating func addExponent(_ a: Vector, _ shifted: Vector, into target: inout Vector) {
    each(target) { unit, index in
      unit.passes[unit.passes.count - 1].additions += 1
      let power = shifted[index] - 0x1.8p23
      if a[index].isNaN { return a[index] }
      let exact = Double(a[index]) * Double(sign: .plus, exponent: Int(power), significand: 1)
      return exact < 0x1p-126 ? 0 : exact >= 0x1p128 ? .infinity : Float(exact)
    }
  }
  mutating func subtractBits(
    _ constant: UInt32, _ a: Vector, shiftedRightBy shift: UInt32, into target: inout Vector
  ) {
    each(target) { unit, index in
      unit.passes[unit.passes.count - 1].additions += 1
      return Float(bitPattern: constant &- a[index].bitPattern >> shift)
    }
  }

  mutating func gather(_ a: Vector, from first: Int, by step: Int, into target: inout Vector) {
    each(target) { a[first + $1 * step] }
  }
  mutating func scatter(_ a: Vector, to first: Int, by step: Int, into target: inout Vector) {
    for index in 0..<a.count { target.storage.values[first + index * step] = a[index] }
  }
  mutating func countDown(from first: Int, into target: inout Vector) {
    for index in 0..<target.count {
      passes[passes.count - 1].additions += 1
      target.storage.values[index] = Float(first - index)
    }
  }

  private mutating func tree(_ a: Vector, _ join: (inout Self, Float, Float) -> Float) -> Float {
    var level = a.storage.values
    while level.count > 1 {
      var next: [Float] = []
      for index in stride(from: 0, to: level.count, by: 2) {
        next.append(index + 1 < level.count ? join(&self, level[index], level[index + 1]) : level[index])
      }
      level = next
    }
    return level[0]
  }

  mutating func reduceSum(_ a: Vector, into target: inout Vector) {
    target.storage.values = [tree(a) { $0.plus($1, $2) }]
  }
  mutating func reduceMaximum(_ a: Vector, into target: inout Vector) {
    target.storage.values = [tree(a) { $0.isLess($1, $2) ? $2 : $1 }]
  }
  mutating func reduceArgumentOfMaximum(_ a: Vector, into target: inout Vector) {
    var best = 0
    for index in 1..<max(a.count, 1) where isLess(a[best], a[index]) {
      best = index
    }
    target.storage.values = [Float(best)]
  }
}
