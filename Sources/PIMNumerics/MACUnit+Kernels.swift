/// The MAC unit's arithmetic over many columns and banks.
///
/// The tree of one column is too narrow to fill vector registers, so four trees are computed together: those
/// of four banks for one column, or of four columns for one bank. The shuffles that pair adjacent lanes work
/// on full registers, and every addition keeps its operands and its order. Two bfloat16 weights are loaded as
/// one 32-bit word. The even lane is the word shifted left by 16, the odd lane the word with its lower half
/// cleared. The tree's first level pairs the same two lanes.
extension MACUnit {
  /// Adds the products of `columns` columns of weights with as many inputs to one accumulator, column by
  /// column.
  ///
  /// - Parameters:
  ///   - weights: `columns · lanes` weights in the order of their addresses.
  ///   - inputs: `columns · lanes` bfloat16 values widened to binary32 (`BFloat16.widen`).
  ///   - columns: The number of MAC commands.
  ///   - accumulator: The accumulator, with the previous sum or the preset bias.
  /// - Complexity: O(`columns` · `lanes`), without allocation when `lanes` is 16.
  public func dot(
    weights: UnsafePointer<BFloat16>, inputs: UnsafePointer<Float>, columns: Int,
    into accumulator: inout Float
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
      accumulator = Self.oneBank(weights, inputs, columns, accumulator) { $0 + $1 }
    case .bf16:
      accumulator = Self.oneBank(weights, inputs, columns, accumulator) { Float(BFloat16($0 + $1)) }
    }
  }

  /// Adds the products of `columns` all-bank MAC commands to the accumulators: each bank multiplies its own
  /// weights with the same inputs.
  ///
  /// - Parameters:
  ///   - weights: The first bank's weights, `columns · lanes` of them.
  ///   - bankStride: The distance from one bank's weights to the next bank's, in elements.
  ///   - inputs: `columns · lanes` bfloat16 values widened to binary32: the global buffer.
  ///   - columns: The number of all-bank MAC commands.
  ///   - banks: The number of banks, 16 in a PIM-GPT channel.
  ///   - accumulators: One accumulator per bank.
  /// - Complexity: O(`banks` · `columns` · `lanes`), without allocation when `lanes` is 16.
  public func dotAllBanks(
    weights: UnsafePointer<BFloat16>, bankStride: Int, inputs: UnsafePointer<Float>, columns: Int, banks: Int,
    accumulators: UnsafeMutablePointer<Float>
  ) {
    var bank = 0
    if lanes == 16 {
      while bank + 4 <= banks {
        let first = weights + bank * bankStride
        let group = accumulators + bank
        switch accumulatorFormat {
        case .fp32: Self.fourBanks(first, bankStride, inputs, columns, group) { $0 + $1 }
        case .bf16:
          Self.fourBanks(first, bankStride, inputs, columns, group) { Self.roundToBFloat16($0 + $1) }
        }
        bank += 4
      }
    }
    while bank < banks {
      dot(weights: weights + bank * bankStride, inputs: inputs, columns: columns, into: &accumulators[bank])
      bank += 1
    }
  }

  /// Four banks, one column at a time. Element `i` of the accumulators is bank `i`'s.
  @inline(__always)
  private static func fourBanks(
    _ weights: UnsafePointer<BFloat16>, _ bankStride: Int, _ inputs: UnsafePointer<Float>, _ columns: Int,
    _ accumulators: UnsafeMutablePointer<Float>, _ accumulate: (SIMD4<Float>, SIMD4<Float>) -> SIMD4<Float>
  ) {
    let raw = UnsafeMutableRawPointer(accumulators)
    var sums = raw.loadUnaligned(as: SIMD4<Float>.self)
    for column in 0..<columns {
      let x = LanePairs(inputs + column * 16)
      let w = weights + column * 16
      let columnSums = tree(
        x.products(with: w), x.products(with: w + bankStride), x.products(with: w + 2 * bankStride),
        x.products(with: w + 3 * bankStride))
      sums = accumulate(sums, columnSums)
    }
    raw.storeBytes(of: sums, as: SIMD4<Float>.self)
  }

  /// One bank, four columns at a time, whose sums enter the accumulator one after the other.
  @inline(__always)
  private static func oneBank(
    _ weights: UnsafePointer<BFloat16>, _ inputs: UnsafePointer<Float>, _ columns: Int, _ start: Float,
    _ accumulate: (Float, Float) -> Float
  ) -> Float {
    var accumulator = start
    var column = 0
    while column + 4 <= columns {
      let w = weights + column * 16
      let x = inputs + column * 16
      let sums = tree(
        LanePairs(x).products(with: w), LanePairs(x + 16).products(with: w + 16),
        LanePairs(x + 32).products(with: w + 32), LanePairs(x + 48).products(with: w + 48))
      accumulator = accumulate(accumulator, sums.x)
      accumulator = accumulate(accumulator, sums.y)
      accumulator = accumulate(accumulator, sums.z)
      accumulator = accumulate(accumulator, sums.w)
      column += 4
    }
    while column < columns {
      let eight = LanePairs(inputs + column * 16).products(with: weights + column * 16)
      let four = eight.evenHalf + eight.oddHalf
      let two = four.evenHalf + four.oddHalf
      accumulator = accumulate(accumulator, two.x + two.y)
      column += 1
    }
    return accumulator
  }

  /// Levels two to four of the tree for four columns whose adjacent lanes have been summed. Element `i` is
  /// the sum of tree `i`.
  @inline(__always)
  private static func tree(
    _ a: SIMD8<Float>, _ b: SIMD8<Float>, _ c: SIMD8<Float>, _ d: SIMD8<Float>
  ) -> SIMD4<Float> {
    let ab = SIMD8(lowHalf: a.evenHalf + a.oddHalf, highHalf: b.evenHalf + b.oddHalf)
    let cd = SIMD8(lowHalf: c.evenHalf + c.oddHalf, highHalf: d.evenHalf + d.oddHalf)
    let two = SIMD8(lowHalf: ab.evenHalf + ab.oddHalf, highHalf: cd.evenHalf + cd.oddHalf)
    return two.evenHalf + two.oddHalf
  }

  /// `Float(BFloat16(x))` on four values.
  @inline(__always)
  private static func roundToBFloat16(_ values: SIMD4<Float>) -> SIMD4<Float> {
    let bits = unsafeBitCast(values, to: SIMD4<UInt32>.self)
    let rounded = bits &+ 0x7FFF &+ ((bits &>> 16) & 1)
    let kept = rounded.replacing(with: bits | 0x0040_0000, where: values .!= values) & 0xFFFF_0000
    return unsafeBitCast(kept, to: SIMD4<Float>.self)
  }
}

/// Sixteen inputs, split into even and odd lanes.
private struct LanePairs {
  let even: SIMD8<Float>
  let odd: SIMD8<Float>

  @inline(__always)
  init(_ inputs: UnsafePointer<Float>) {
    let all = UnsafeRawPointer(inputs).loadUnaligned(as: SIMD16<Float>.self)
    even = all.evenHalf
    odd = all.oddHalf
  }

  /// The tree's first level: element `i` is `w[2i]·x[2i] + w[2i+1]·x[2i+1]`.
  @inline(__always)
  func products(with weights: UnsafePointer<BFloat16>) -> SIMD8<Float> {
    let words = UnsafeRawPointer(weights).loadUnaligned(as: SIMD8<UInt32>.self)
    let evenWeights = unsafeBitCast(words &<< 16, to: SIMD8<Float>.self)
    let oddWeights = unsafeBitCast(words & 0xFFFF_0000, to: SIMD8<Float>.self)
    return evenWeights * even + oddWeights * odd
  }
}
