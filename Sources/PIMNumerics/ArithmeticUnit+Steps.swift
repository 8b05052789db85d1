/// The elementwise steps. Each is one loop over contiguous memory.
extension ArithmeticUnit {
  package mutating func add(_ a: Vector, _ b: Vector, into target: inout Vector) {
    target.fill(from: a, b) { $0 + $1 }
  }

  package mutating func add(_ a: Vector, _ constant: Float, into target: inout Vector) {
    let k = Strip(repeating: constant)
    target.fill(from: a) { $0 + k }
  }

  package mutating func subtract(_ a: Vector, _ b: Vector, into target: inout Vector) {
    target.fill(from: a, b) { $0 - $1 }
  }

  package mutating func subtract(_ constant: Float, _ b: Vector, into target: inout Vector) {
    let k = Strip(repeating: constant)
    target.fill(from: b) { k - $0 }
  }

  package mutating func multiply(_ a: Vector, _ b: Vector, into target: inout Vector) {
    target.fill(from: a, b) { $0 * $1 }
  }

  package mutating func multiply(_ a: Vector, _ constant: Float, into target: inout Vector) {
    let k = Strip(repeating: constant)
    target.fill(from: a) { $0 * k }
  }

  package mutating func multiplyAdd(_ a: Vector, _ b: Vector, _ constant: Float, into target: inout Vector) {
    let k = Strip(repeating: constant)
    target.fill(from: a, b) { $0 * $1 + k }
  }

  package mutating func multiplyAdd(
    _ a: Vector, _ factor: Float, _ constant: Float, into target: inout Vector
  ) {
    let f = Strip(repeating: factor)
    let k = Strip(repeating: constant)
    target.fill(from: a) { $0 * f + k }
  }

  package mutating func maximum(_ a: Vector, _ b: Vector, into target: inout Vector) {
    target.fill(from: a, b) { $0.replacing(with: $1, where: $1 .> $0) }
  }

  package mutating func maximum(_ a: Vector, _ constant: Float, into target: inout Vector) {
    let k = Strip(repeating: constant)
    target.fill(from: a) { $0.replacing(with: k, where: k .> $0) }
  }

  package mutating func minimum(_ a: Vector, _ constant: Float, into target: inout Vector) {
    let k = Strip(repeating: constant)
    target.fill(from: a) { $0.replacing(with: k, where: k .< $0) }
  }

  package mutating func select(
    _ a: Vector, below limit: Float, _ x: Vector, otherwise y: Vector, into target: inout Vector
  ) {
    precondition(y.count == a.count, "operands differ in length")
    let k = Strip(repeating: limit)
    var index = 0
    while index < a.count {
      target.store(y.load(index).replacing(with: x.load(index), where: a.load(index) .< k), index)
      index += 8
    }
  }

  package mutating func select(
    _ a: Vector, below limit: Float, _ x: Vector, otherwise constant: Float, into target: inout Vector
  ) {
    let k = Strip(repeating: limit)
    let y = Strip(repeating: constant)
    target.fill(from: a, x) { y.replacing(with: $1, where: $0 .< k) }
  }

  package mutating func copy(_ a: Vector, into target: inout Vector) {
    precondition(a.count == target.count, "operands differ in length")
    target.base.update(from: a.base, count: a.count)
  }

  package mutating func magnitude(_ a: Vector, into target: inout Vector) {
    target.fill(from: a) { Self.floats(Self.words($0) & 0x7FFF_FFFF) }
  }

  package mutating func copySign(_ a: Vector, from sign: Vector, into target: inout Vector) {
    target.fill(from: a, sign) {
      Self.floats((Self.words($0) & 0x7FFF_FFFF) | (Self.words($1) & 0x8000_0000))
    }
  }

  package mutating func addExponent(_ a: Vector, _ shifted: Vector, into target: inout Vector) {
    precondition(a.count == shifted.count && a.count == target.count, "operands differ in length")
    // A plain loop, since integer comparisons of the SIMD types are not vectorised and this loop is.
    for index in 0..<a.count {
      let word = Int32(bitPattern: a.base[index].bitPattern)
      let power = Int32(bitPattern: shifted.base[index].bitPattern &- roundingShift.bitPattern)
      let exponent = (word &>> 23) &+ power
      var result = word &+ (power &<< 23)
      result = exponent <= 0 ? 0 : result
      result = exponent >= 255 ? 0x7F80_0000 : result
      result = word & 0x7FFF_FFFF > 0x7F80_0000 ? word : result
      target.base[index] = Float(bitPattern: UInt32(bitPattern: result))
    }
  }

  package mutating func subtractBits(
    _ constant: UInt32, _ a: Vector, shiftedRightBy shift: UInt32, into target: inout Vector
  ) {
    let k = SIMD8<UInt32>(repeating: constant)
    let s = SIMD8<UInt32>(repeating: shift)
    target.fill(from: a) { Self.floats(k &- (Self.words($0) &>> s)) }
  }

  package mutating func gather(_ a: Vector, from first: Int, by step: Int, into target: inout Vector) {
    precondition(first + (target.count - 1) * step < a.count, "the elements lie in the operand")
    for index in 0..<target.count { target.base[index] = a.base[first + index * step] }
  }

  package mutating func scatter(_ a: Vector, to first: Int, by step: Int, into target: inout Vector) {
    precondition(first + (a.count - 1) * step < target.count, "the elements lie in the target")
    for index in 0..<a.count { target.base[first + index * step] = a.base[index] }
  }

  package mutating func countDown(from first: Int, into target: inout Vector) {
    for index in 0..<target.count { target.base[index] = Float(first - index) }
  }

  @inline(__always)
  private static func words(_ strip: Strip) -> SIMD8<UInt32> { unsafeBitCast(strip, to: SIMD8<UInt32>.self) }

  @inline(__always)
  private static func floats(_ words: SIMD8<UInt32>) -> Strip { unsafeBitCast(words, to: Strip.self) }
}

/// The reductions. Each copies its operand and reduces the copy level by level, in place.
extension ArithmeticUnit {
  package mutating func reduceSum(_ a: Vector, into target: inout Vector) {
    reduce(a, into: &target, wide: { $0 + $1 }, narrow: { $0 + $1 })
  }

  package mutating func reduceMaximum(_ a: Vector, into target: inout Vector) {
    reduce(
      a, into: &target, wide: { $0.replacing(with: $1, where: $1 .> $0) }, narrow: { $1 > $0 ? $1 : $0 })
  }

  package mutating func reduceArgumentOfMaximum(_ a: Vector, into target: inout Vector) {
    precondition(a.count <= 1 << 24, "an index beyond 2^24 is not exact in binary32")
    var greatest = -Float.infinity
    var position = 0
    for index in 0..<a.count where a.base[index] > greatest {
      greatest = a.base[index]
      position = index
    }
    target.base[0] = Float(position)
  }

  /// Combines adjacent pairs until one element is left. A level is written at or below the place that is read
  /// next.
  @inline(__always)
  private mutating func reduce(
    _ a: Vector, into target: inout Vector, wide: (Strip, Strip) -> Strip, narrow: (Float, Float) -> Float
  ) {
    let start = mark
    let level = allocate(a.count)
    level.base.update(from: a.base, count: a.count)
    var count = a.count
    while count > 1 {
      let pairs = count / 2
      var index = 0
      while index + 8 <= pairs {
        let source = UnsafeRawPointer(level.base + 2 * index).loadUnaligned(as: SIMD16<Float>.self)
        level.store(wide(source.evenHalf, source.oddHalf), index)
        index += 8
      }
      while index < pairs {
        level.base[index] = narrow(level.base[2 * index], level.base[2 * index + 1])
        index += 1
      }
      if count % 2 == 1 {
        level.base[pairs] = level.base[count - 1]
      }
      count = pairs + count % 2
    }
    target.base[0] = level.base[0]
    release(to: start)
  }
}
