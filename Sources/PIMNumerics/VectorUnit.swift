/// The steps of the ASIC's vector engine.
///
/// Every function of the ASIC is written once, in the extensions of this protocol, as a sequence of these
/// steps. `ArithmeticUnit` computes values, `CountingUnit` counts operations for timing. So the same
/// definition gives values and times.
///
/// All values are binary32, and every operation of a step rounds to nearest even. Costs are additions and
/// multiplications per element. Comparisons and integer additions occupy the adders and cost one addition.
/// Wiring (fixed shifts, sign bits, multiplexers, repeating a scalar) is free.
///
/// The target of an elementwise step may be one of its operands. The operands have the target's length,
/// except that a second operand may be a scalar.
package protocol VectorUnit: ~Copyable {
  associatedtype Vector: VectorShape
  associatedtype Mark

  /// The numbers of terms and steps, and the method for tanh.
  var parameters: ASICFunctionParameters { get }

  // MARK: Temporaries and passes

  /// A vector of `count` elements with undefined values, valid until its mark is released.
  mutating func allocate(_ count: Int) -> Vector
  /// The current end of the temporaries.
  var mark: Mark { get }
  /// Releases every vector allocated since `mark`.
  mutating func release(to mark: Mark)
  /// Begins a pass, which waits for the whole result of the pass before. The steps of a pass overlap in
  /// the pipeline.
  mutating func beginPass()

  // MARK: Elementwise

  /// `a + b`. One addition.
  mutating func add(_ a: Vector, _ b: Vector, into target: inout Vector)
  /// `a + constant`. One addition.
  mutating func add(_ a: Vector, _ constant: Float, into target: inout Vector)
  /// `a − b`. One addition.
  mutating func subtract(_ a: Vector, _ b: Vector, into target: inout Vector)
  /// `constant − b`. One addition.
  mutating func subtract(_ constant: Float, _ b: Vector, into target: inout Vector)
  /// `a · b`. One multiplication.
  mutating func multiply(_ a: Vector, _ b: Vector, into target: inout Vector)
  /// `a · constant`. One multiplication.
  mutating func multiply(_ a: Vector, _ constant: Float, into target: inout Vector)
  /// `a · b + constant`, rounded after the product and after the sum. One multiplication and one addition.
  mutating func multiplyAdd(_ a: Vector, _ b: Vector, _ constant: Float, into target: inout Vector)
  /// `a · factor + constant`, rounded after the product and after the sum. One multiplication and one
  /// addition.
  mutating func multiplyAdd(_ a: Vector, _ factor: Float, _ constant: Float, into target: inout Vector)
  /// `b > a ? b : a`; a NaN in `a` stays. One addition.
  mutating func maximum(_ a: Vector, _ b: Vector, into target: inout Vector)
  /// `constant > a ? constant : a`; a NaN stays. One addition.
  mutating func maximum(_ a: Vector, _ constant: Float, into target: inout Vector)
  /// `constant < a ? constant : a`; a NaN stays. One addition.
  mutating func minimum(_ a: Vector, _ constant: Float, into target: inout Vector)
  /// `a < limit ? x : y`. One addition.
  mutating func select(
    _ a: Vector, below limit: Float, _ x: Vector, otherwise y: Vector, into target: inout Vector)
  /// `a < limit ? x : constant`. One addition.
  mutating func select(
    _ a: Vector, below limit: Float, _ x: Vector, otherwise constant: Float, into target: inout Vector)

  // MARK: Bits

  /// `a`. Free.
  mutating func copy(_ a: Vector, into target: inout Vector)
  /// `a` with the sign bit cleared. Free.
  mutating func magnitude(_ a: Vector, into target: inout Vector)
  /// `a` with the sign bit of `sign`. Free.
  mutating func copySign(_ a: Vector, from sign: Vector, into target: inout Vector)
  /// `a · 2ᵏ` for positive `a`, by adding k to the exponent. `shifted` is k + `roundingShift` in binary32, so
  /// that its low bits are k. An exponent below the normal range gives 0, one above it infinity; a NaN in `a`
  /// stays. One addition (of integers).
  mutating func addExponent(_ a: Vector, _ shifted: Vector, into target: inout Vector)
  /// `constant − (bits of a >> shift)` as an integer, read as binary32. One addition (of integers); shifts
  /// are wiring.
  mutating func subtractBits(
    _ constant: UInt32, _ a: Vector, shiftedRightBy shift: UInt32, into target: inout Vector)

  // MARK: Wiring

  /// The elements `first`, `first + step`, … of `a`, as many as `target` has. Free. `target` is not `a`.
  mutating func gather(_ a: Vector, from first: Int, by step: Int, into target: inout Vector)
  /// Stores `a` in the elements `first`, `first + step`, … of `target`; the others stay. Free. `target` is
  /// not `a`.
  mutating func scatter(_ a: Vector, to first: Int, by step: Int, into target: inout Vector)
  /// `first − i` in element i, counted in integers and converted to binary32. One addition (of integers).
  mutating func countDown(from first: Int, into target: inout Vector)

  // MARK: Reductions

  /// The sum of `a`'s elements by a tree of adjacent pairs, stored as a scalar. Each level adds elements 0
  /// and 1, 2 and 3, … of the level before; an odd last element is passed to the next level unchanged. `n −
  /// 1` additions, ⌈log₂ n⌉ deep.
  mutating func reduceSum(_ a: Vector, into target: inout Vector)
  /// The greatest of `a`'s elements, stored as a scalar, by a tree like that of `reduceSum`. `n − 1`
  /// additions.
  mutating func reduceMaximum(_ a: Vector, into target: inout Vector)
  /// The index of the greatest of `a`'s elements, the lowest of several, stored as a binary32 scalar. NaNs
  /// are skipped. `n − 1` additions; multiplexers carry the index. At most 2²⁴ elements.
  mutating func reduceArgumentOfMaximum(_ a: Vector, into target: inout Vector)
}

/// 1.5 · 2²³. Adding it to a value of magnitude below 2²² rounds the value to an integer, to nearest even,
/// and leaves the integer in the low bits of the sum.
let roundingShift: Float = 0x1.8p23
