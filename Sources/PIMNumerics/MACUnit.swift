/// The arithmetic of the MAC unit that sits at every bank.
///
/// One MAC command multiplies one column of weights with as many inputs from the global buffer, lane by lane:
///
/// 1. each lane's product `weight · input` is a binary32 number (bfloat16 fractions have 8 significant bits, so the
///    product has at most 16 and is exact unless it leaves binary32's exponent range);
/// 2. the products are summed by a tree of adders that joins **adjacent pairs**: lanes (0,1), (2,3), …, then pairs of
///    those sums, and so on, every addition rounded to binary32;
/// 3. the sum is added to the accumulator, which is rounded to `accumulatorFormat`;
/// 4. reading the accumulator rounds to bfloat16, to nearest, ties to even.
///
/// With four lanes: `accumulator + ((w0·x0 + w1·x1) + (w2·x2 + w3·x3))`.
///
/// No operation is fused or reordered, so the result is the same on every machine with IEEE 754 arithmetic.
public struct MACUnit: Hashable, Sendable {
  /// What the accumulator is rounded to after every column.
  public enum AccumulatorFormat: String, CaseIterable, Hashable, Sendable {
    case fp32
    case bf16
  }

  /// Multipliers in the unit, which is also the elements of one column. A power of two; 16 in PIM-GPT.
  public let lanes: Int
  /// What the accumulator is rounded to after every column.
  public let accumulatorFormat: AccumulatorFormat

  /// - Precondition: `lanes` is a power of two from 1 to 1,024.
  public init(lanes: Int = 16, accumulatorFormat: AccumulatorFormat = .fp32) {
    precondition(
      (1...1024).contains(lanes) && lanes & (lanes - 1) == 0, "lanes must be a power of two from 1 to 1024")
    self.lanes = lanes
    self.accumulatorFormat = accumulatorFormat
  }

  /// The accumulator after adding the sum of one column.
  @inlinable @inline(__always)
  public func accumulate(_ columnSum: Float, to accumulator: Float) -> Float {
    let sum = accumulator + columnSum
    switch accumulatorFormat {
    case .fp32: return sum
    case .bf16: return Float(BFloat16(sum))
    }
  }

  /// What a read of the accumulator returns.
  @inlinable
  public func read(_ accumulator: Float) -> BFloat16 {
    BFloat16(accumulator)
  }

  /// The tree's sum over one column, by the definition. `weights` and `inputs` hold `lanes` elements.
  public func columnSum(weights: UnsafePointer<BFloat16>, inputs: UnsafePointer<Float>) -> Float {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: lanes) { sums in
      for lane in 0..<lanes {
        sums[lane] = Float(weights[lane]) * inputs[lane]
      }
      var width = lanes
      while width > 1 {
        width /= 2
        for index in 0..<width {
          sums[index] = sums[2 * index] + sums[2 * index + 1]
        }
      }
      return sums[0]
    }
  }
}
