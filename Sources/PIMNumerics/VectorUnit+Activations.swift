/// Activation functions: GELU in both forms, ReLU, SiLU.
extension VectorUnit where Self: ~Copyable {
  /// GELU in its tanh form, `x/2 · (1 + tanh(√(2/π) · (x + 0.044715 x³)))`: GPT-2's `gelu_new` (Hendrycks,
  /// Gimpel: "Gaussian error linear units", 2016).
  ///
  /// Computed as h + h · tanh(x · (√(2/π) + √(2/π) · 0.044715 · x²)) with h = x/2. One pass. For finite x.
  package mutating func gelu(_ x: Vector, into target: inout Vector) {
    let start = mark
    var u = allocate(x.count)
    var half = allocate(x.count)
    beginPass()
    multiply(x, x, into: &u)
    multiplyAdd(u, 0x1.2444f2p-5, 0x1.988454p-1, into: &u)  // √(2/π) · 0.044715 and √(2/π)
    multiply(u, x, into: &u)
    hyperbolicTangent(u, into: &u)
    multiply(x, 0.5, into: &half)
    multiply(u, half, into: &u)
    add(u, half, into: &target)
    release(to: start)
  }

  /// GELU by the error function, `x/2 · (1 + erf(x / √2))` (Hendrycks, Gimpel: "Gaussian error linear units",
  /// 2016).
  ///
  /// With c = erfc(|x| / √2), 1 + erf(x / √2) is 2 − c for x ≥ 0 and c for x < 0. So nothing cancels for
  /// negative x, and the relative error is small until the result underflows. One pass. For finite x.
  package mutating func geluErf(_ x: Vector, into target: inout Vector) {
    let start = mark
    var complement = allocate(x.count)
    var other = allocate(x.count)
    var half = allocate(x.count)
    beginPass()
    magnitude(x, into: &complement)
    multiply(complement, 0x1.6a09e6p-1, into: &complement)  // √½
    complementaryErrorFunction(complement, into: &complement)
    subtract(2, complement, into: &other)
    select(x, below: 0, complement, otherwise: other, into: &complement)
    multiply(x, 0.5, into: &half)
    multiply(complement, half, into: &target)
    release(to: start)
  }

  /// `max(x, 0)`; −0 and a NaN stay. One pass.
  package mutating func relu(_ x: Vector, into target: inout Vector) {
    beginPass()
    maximum(x, 0, into: &target)
  }

  /// `x · sigmoid(x)` (Elfwing, Uchibe, Doya: "Sigmoid-weighted linear units", 2017). One pass. For finite x.
  package mutating func silu(_ x: Vector, into target: inout Vector) {
    let start = mark
    var gate = allocate(x.count)
    beginPass()
    sigmoid(x, into: &gate)
    multiply(x, gate, into: &target)
    release(to: start)
  }
}
