/// The MAC unit's arithmetic over many columns and banks.
///
/// Four columns go through the tree together: the shuffles that pair adjacent lanes then work on full registers, while
/// every addition keeps its operands and its place. The four sums enter the accumulator one after the other.
extension MACUnit {
  /// Adds the products of `columns` columns of weights with as many inputs to one accumulator, column by column.
  ///
  /// - Parameters:
  ///   - weights: `columns · lanes` weights in the order of their addresses.
  ///   - inputs: `columns · lanes` bfloat16 values widened to binary32 (`BFloat16.widen`).
  ///   - columns: How many MAC commands this stands for.
  ///   - accumulator: The accumulator, as the last column left it; set it first to preset a bias.
  /// - Complexity: O(`columns` · `lanes`), without allocation when `lanes` is 16.
  public func dot(
    weights: UnsafePointer<BFloat16>, inputs: UnsafePointer<Float>, columns: Int, into accumulator: inout Float
  ) {
    guard lanes == 16 else {
      for column in 0..<columns {
        let sum = columnSum(weights: weights + column * lanes, inputs: inputs + column * lanes)
        accumulator = accumulate(sum, to: accumulator)
      }
      return
    }
    switch accumulatorFormat {
    case .fp32:
      accumulator = Self.dot16(weights, inputs, columns, accumulator) { $0 + $1 }
    case .bf16:
      accumulator = Self.dot16(weights, inputs, columns, accumulator) { Float(BFloat16($0 + $1)) }
    }
  }

  /// What `columns` all-bank MAC commands do: each bank multiplies its own weights with the same inputs.
  ///
  /// - Parameters:
  ///   - weights: The first bank's weights, `columns · lanes` of them.
  ///   - bankStride: Elements from one bank's weights to the next bank's.
  ///   - inputs: `columns · lanes` bfloat16 values widened to binary32: the global buffer.
  ///   - columns: How many all-bank MAC commands this stands for; 1 is one command.
  ///   - banks: Banks that work, 16 in a PIM-GPT channel.
  ///   - accumulators: One accumulator a bank.
  /// - Complexity: O(`banks` · `columns` · `lanes`).
  public func dotAllBanks(
    weights: UnsafePointer<BFloat16>, bankStride: Int, inputs: UnsafePointer<Float>, columns: Int, banks: Int,
    accumulators: UnsafeMutablePointer<Float>
  ) {
    if lanes == 16, columns < 4 {
      // Too few columns to fill the tree from one bank: fill it from four banks.
      for column in 0..<columns {
        oneColumnAllBanks(
          weights: weights + column * 16, bankStride: bankStride, inputs: inputs + column * 16, banks: banks,
          accumulators: accumulators)
      }
      return
    }
    for bank in 0..<banks {
      dot(weights: weights + bank * bankStride, inputs: inputs, columns: columns, into: &accumulators[bank])
    }
  }

  private func oneColumnAllBanks(
    weights: UnsafePointer<BFloat16>, bankStride: Int, inputs: UnsafePointer<Float>, banks: Int,
    accumulators: UnsafeMutablePointer<Float>
  ) {
    let x = Self.load(inputs)
    var bank = 0
    while bank + 4 <= banks {
      let first = weights + bank * bankStride
      let sums = Self.tree(
        Self.widen(first) * x, Self.widen(first + bankStride) * x, Self.widen(first + 2 * bankStride) * x,
        Self.widen(first + 3 * bankStride) * x)
      for index in 0..<4 {
        accumulators[bank + index] = accumulate(sums[index], to: accumulators[bank + index])
      }
      bank += 4
    }
    while bank < banks {
      let sum = Self.tree(Self.widen(weights + bank * bankStride) * x)
      accumulators[bank] = accumulate(sum, to: accumulators[bank])
      bank += 1
    }
  }

  @inline(__always)
  private static func dot16(
    _ weights: UnsafePointer<BFloat16>, _ inputs: UnsafePointer<Float>, _ columns: Int, _ start: Float,
    _ accumulate: (Float, Float) -> Float
  ) -> Float {
    var accumulator = start
    var weights = weights
    var inputs = inputs
    for _ in 0..<columns / 4 {
      let sums = tree(
        widen(weights) * load(inputs), widen(weights + 16) * load(inputs + 16),
        widen(weights + 32) * load(inputs + 32), widen(weights + 48) * load(inputs + 48))
      accumulator = accumulate(accumulator, sums.x)
      accumulator = accumulate(accumulator, sums.y)
      accumulator = accumulate(accumulator, sums.z)
      accumulator = accumulate(accumulator, sums.w)
      weights += 64
      inputs += 64
    }
    for _ in 0..<columns % 4 {
      accumulator = accumulate(accumulator, tree(widen(weights) * load(inputs)))
      weights += 16
      inputs += 16
    }
    return accumulator
  }

  @inline(__always)
  private static func load(_ inputs: UnsafePointer<Float>) -> SIMD16<Float> {
    UnsafeRawPointer(inputs).loadUnaligned(as: SIMD16<Float>.self)
  }

  @inline(__always)
  private static func widen(_ weights: UnsafePointer<BFloat16>) -> SIMD16<Float> {
    let words = UnsafeRawPointer(weights).loadUnaligned(as: SIMD16<UInt16>.self)
    return unsafeBitCast(SIMD16<UInt32>(truncatingIfNeeded: words) &<< 16, to: SIMD16<Float>.self)
  }

  /// The adjacent-pair tree over one column of 16 products.
  @inline(__always)
  private static func tree(_ products: SIMD16<Float>) -> Float {
    let eight = products.evenHalf + products.oddHalf
    let four = eight.evenHalf + eight.oddHalf
    let two = four.evenHalf + four.oddHalf
    return two.x + two.y
  }

  /// The adjacent-pair tree over four columns of 16 products; element `i` is column `i`'s sum.
  @inline(__always)
  private static func tree(
    _ a: SIMD16<Float>, _ b: SIMD16<Float>, _ c: SIMD16<Float>, _ d: SIMD16<Float>
  ) -> SIMD4<Float> {
    let four = (quarter(a), quarter(b), quarter(c), quarter(d))
    let ab = SIMD8(lowHalf: four.0, highHalf: four.1)
    let cd = SIMD8(lowHalf: four.2, highHalf: four.3)
    let two = SIMD8(lowHalf: ab.evenHalf + ab.oddHalf, highHalf: cd.evenHalf + cd.oddHalf)
    return two.evenHalf + two.oddHalf
  }

  /// The tree's first two levels: element `i` is `(p[4i] + p[4i+1]) + (p[4i+2] + p[4i+3])`.
  @inline(__always)
  private static func quarter(_ products: SIMD16<Float>) -> SIMD4<Float> {
    let eight = products.evenHalf + products.oddHalf
    return eight.evenHalf + eight.oddHalf
  }
}
