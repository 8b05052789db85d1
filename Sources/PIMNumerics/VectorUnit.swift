/// A vector that a `VectorUnit` works on.
public protocol VectorShape {
  /// The number of elements; a vector of one element is a scalar and stretches to any length as a second operand.
  var count: Int { get }
}

/// The steps of the ASIC's vector engine.
///
/// Every function of the ASIC is written once, in the extensions of this protocol, as a sequence of these steps.
/// `ArithmeticUnit` carries them out on values; `CountingUnit` counts them for timing. So what is timed is what was
/// computed.
///
/// All values are binary32 and every step rounds once an operation, to nearest even. Costs are additions and
/// multiplications an element. Comparisons and integer additions go through the adders and cost one addition. Wiring
/// (fixed shifts, sign bits, multiplexers, stretching a scalar) is free.
///
/// The target of an elementwise step may be one of its operands. The operands have the target's length, except that a
/// second operand may be a scalar.
public protocol VectorUnit: ~Copyable {
  associatedtype Vector: VectorShape
  associatedtype Mark

  /// Term counts, step counts and methods.
  var parameters: ASICFunctionParameters { get }

  // MARK: Temporaries and phases

  /// A vector of `count` elements with no particular values, valid until its mark is released.
  mutating func allocate(_ count: Int) -> Vector
  /// The present end of the temporaries.
  var mark: Mark { get }
  /// Gives back every vector allocated since `mark`.
  mutating func release(to mark: Mark)
  /// Waits for the whole result of the steps so far; the steps until the next boundary stream through the engine side
  /// by side.
  mutating func beginPhase()

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
  /// `a · factor + constant`, rounded after the product and after the sum. One multiplication and one addition.
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
  /// `a · 2ᵏ` for positive `a` by adding k to the exponent, where `shifted` is k + `roundingShift` in binary32, so that
  /// k is in its low bits. An exponent below the normal range gives 0, one above it infinity; a NaN in `a` stays. One
  /// addition (of integers).
  mutating func addExponent(_ a: Vector, _ shifted: Vector, into target: inout Vector)
  /// `constant − (bits of a >> shift)` as an integer, read as binary32. One addition (of integers); shifts are wiring.
  mutating func subtractBits(
    _ constant: UInt32, _ a: Vector, shiftedRightBy shift: UInt32, into target: inout Vector)

  // MARK: Reductions

  /// The sum of `a`'s elements by a tree of adjacent pairs, into a scalar. Each level adds elements 0 and 1, 2 and 3, …
  /// of the level before; an odd last element goes to the next level as it is. `n − 1` additions, ⌈log₂ n⌉ deep.
  mutating func reduceSum(_ a: Vector, into target: inout Vector)
  /// The greatest of `a`'s elements, into a scalar, by a tree like that of `reduceSum`. `n − 1` additions.
  mutating func reduceMaximum(_ a: Vector, into target: inout Vector)
  /// The index of the greatest of `a`'s elements, the lowest of several, as binary32 into a scalar. NaNs are passed
  /// over. `n − 1` additions: the index is carried along by multiplexers. At most 2²⁴ elements.
  mutating func reduceArgumentOfMaximum(_ a: Vector, into target: inout Vector)
}

/// 1.5 · 2²³. Adding it to a value of magnitude below 2²² rounds the value to an integer, to nearest even, and leaves
/// the integer in the low bits of the sum.
let roundingShift: Float = 0x1.8p23
